# Before grpc is imported:
import os
os.environ["GRPC_VERBOSITY"] = "debug"
os.environ["GRPC_TRACE"] = "connectivity_state,handshaker,http"
import grpc
