// A program that links against a compiled network, as the README shows it.

#include "cnn.h"
#include "tiny.h"

#include <math.h>
#include <stdio.h>

int main(void) {
  const cnn_model *model = cnn_model_get();
  if (cnn_abi_version() >> 16 != CNN_ABI_MAJOR || cnn_model_input_count(model) != TINY_INPUT_COUNT)
    return 1;
  cnn_options options = {0};
  options.size = sizeof options;
  options.threads = 2;
  cnn_instance *net;
  if (cnn_instance_create(model, &options, &net) != CNN_OK)
    return 2;
  float picture[TINY_INPUT_IMAGE_ELEMENTS], probabilities[TINY_OUTPUT_PROBABILITY_ELEMENTS], sum = 0;
  for (int i = 0; i < TINY_INPUT_IMAGE_ELEMENTS; ++i)
    picture[i] = (float)(i % 7) / 7;
  const void *inputs[] = {picture};
  void *outputs[] = {probabilities};
  if (cnn_run(net, 1, inputs, outputs) != CNN_OK) {
    puts(cnn_instance_message(net));
    return 3;
  }
  for (int i = 0; i < TINY_OUTPUT_PROBABILITY_ELEMENTS; ++i)
    sum += probabilities[i];
  cnn_instance_destroy(net);
  printf("%s: probabilities add up to %.3f\n", cnn_model_name(model), (double)sum);
  return fabsf(sum - 1) < 1e-5f ? 0 : 4;
}
