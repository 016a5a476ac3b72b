"""The networks that benchmarks are about, with their batches."""
import os

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NETWORKS = [("lenet5", 1), ("lenet5", 64), ("resnet20", 1), ("resnet18", 1), ("resnet50", 1), ("resnet50", 8),
            ("vgg16", 1), ("mobilenetv1", 1), ("mobilenetv2", 1), ("efficientnetb0", 1), ("squeezenet11", 1), ("unet", 1),
            ("deeplab", 1)]
