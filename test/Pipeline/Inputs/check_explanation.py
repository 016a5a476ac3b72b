"""check_explanation.py FILE: what --explain=json says of decisions.net is whole and fits together."""
import json
import sys

with open(sys.argv[1]) as file:
    report = json.load(file)
assert report["network"] == "decisions" and report["target"]["cpu"] == "x86-64-v4", report
assert report["clock"] == {"ghz": 3, "measured": False}, report["clock"]
layers = report["layers"]
kernels = ["elementwise", "direct_conv", "winograd_conv", "depthwise_conv", "pool", "dense", "elementwise"]
assert [layer["kernel"] for layer in layers] == kernels, layers
assert [layer["step"] for layer in layers] == [False] + 6 * [True], layers
for layer in layers:
    chosen = [offer for offer in layer["candidates"] if offer["chosen"]]
    assert len(chosen) == (1 if layer["candidates"] else 0), layer
    for offer in chosen:
        assert offer["kernel"] == layer["kernel"] and offer["tile"] == layer["tile"], layer
        assert offer["cycles"] == layer["cycles"] > 0, layer
        # A kernel may prefer the first of tiles that hardly differ.
        assert all(other["rank"] > 0.99 * offer["rank"] for other in layer["candidates"]), layer
    ranks = [offer["rank"] for offer in layer["candidates"][1:]]
    assert ranks == sorted(ranks), layer
    assert all(offer["rank"] >= offer["cycles"] for offer in layer["candidates"]), layer
    assert abs(layer["us"] - layer["cycles"] / 3e3) < 1e-9, layer
    offering = {offer["kernel"] for offer in layer["candidates"]}
    assert not offering & {refusal["kernel"] for refusal in layer["refused"]}, layer
    assert layer["location"].startswith("decisions.net:"), layer
wide = layers[2]
assert {offer["kernel"] for offer in wide["candidates"]} == {"direct_conv", "winograd_conv"}, wide
assert {offer["tile"][0] for offer in wide["candidates"] if offer["kernel"] == "winograd_conv"} >= {2, 4}, wide
assert {refusal["kernel"] for refusal in wide["refused"]} >= {"depthwise_conv", "pool", "dense"}, wide
assert wide["flops"] == 2 * 9 * 64 * 64 * 256 + 64 * 256, wide["flops"]
assert wide["bytes"] == {"inputs": 65536, "parameters": 4 * (9 * 64 * 64 + 64), "output": 65536}, wide["bytes"]
assert wide["roofline"]["bound"] == "compute" and wide["roofline"]["compute_cycles"] == 73728, wide["roofline"]
assert layers[4]["roofline"]["bound"] == "traffic", layers[4]
