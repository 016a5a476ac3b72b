// Training inside an application: a network that is linked with it learns which half of a picture is brighter.
#include "abi/cnn_train.h"
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

int main() {
  cnn_trainer *trainer;
  if (cnn_trainer_create(cnn_model_get(), nullptr, &trainer) != CNN_OK)
    return 1;
  constexpr int batch = 16, pixels = 8 * 8;
  std::mt19937 random(1);
  std::normal_distribution<float> noise(0, 1);
  std::vector<float> pictures(batch * pixels), scores(batch * 2);
  std::vector<int32_t> classes(batch);
  const void *inputs[] = {pictures.data()}, *targets[] = {classes.data()};
  void *outputs[] = {scores.data()};
  auto draw = [&] {
    for (int n = 0; n < batch; ++n) {
      classes[n] = int32_t(random() % 2);
      for (int i = 0; i < pixels; ++i)
        pictures[n * pixels + i] = noise(random) + (i % 8 / 4 == classes[n] ? 1.0f : 0.0f);
    }
  };
  float first = 0, last = 0;
  for (int step = 0; step < 200; ++step) {
    draw();
    if (cnn_train_step(trainer, batch, inputs, targets, nullptr, &last) != CNN_OK) {
      std::puts(cnn_trainer_message(trainer));
      return 1;
    }
    if (step == 0)
      first = last;
  }
  std::printf("loss %s\n", last < first / 4 ? "fell" : "did not fall");

  // The state is tensors by name: keep the parameters, spoil them, and put them back.
  std::vector<std::vector<float>> kept;
  cnn_state_tensor tensor;
  for (uint32_t i = 0; cnn_trainer_tensor(trainer, i, &tensor) == CNN_OK; ++i) {
    kept.emplace_back(tensor.data, tensor.data + tensor.count);
    std::memset(tensor.data, 0, tensor.count * sizeof(float));
  }
  for (uint32_t i = 0; cnn_trainer_tensor(trainer, i, &tensor) == CNN_OK; ++i)
    std::memcpy(tensor.data, kept[i].data(), tensor.count * sizeof(float));

  int right = 0;
  for (int round = 0; round < 10; ++round) {
    draw();
    if (cnn_evaluate(trainer, batch, inputs, targets, outputs, nullptr) != CNN_OK)
      return 1;
    for (int n = 0; n < batch; ++n)
      right += (scores[2 * n + 1] > scores[2 * n]) == (classes[n] == 1);
  }
  std::printf("right: %s\n", right > 150 ? "nearly all" : "too few");

  // A mistake is a status and a sentence.
  std::printf("%d: ", cnn_train_step(trainer, 1000, inputs, targets, nullptr, nullptr));
  std::puts(cnn_trainer_message(trainer));
  cnn_trainer_destroy(trainer);
}
