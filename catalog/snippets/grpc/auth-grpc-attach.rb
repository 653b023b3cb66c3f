# Asked before every call; get_token caches the token and renews it before it expires.
bearer = GRPC::Core::CallCredentials.new(proc { { 'authorization' => "Bearer #{get_token}" } })
stub = Orders::V1::Orders::Stub.new('api.example.com:443', GRPC::Core::ChannelCredentials.new.compose(bearer))

# For one call, or on a plaintext connection in a test:
stub.get_order(request, metadata: { 'authorization' => "Bearer #{token}" })
