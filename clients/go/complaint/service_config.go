package complaint

import (
	_ "embed"

	_ "google.golang.org/grpc/health" // without it gRPC ignores healthCheckConfig
)

// A copy of proto/imageco/complaint/v1/service_config.json: every replica in turn, none that is not
// SERVING, and UNAVAILABLE alone is tried again, of which the bridge provably sent nothing or which,
// where the connection broke, the same transaction_id makes safe.
//
//go:embed service_config.json
var serviceConfig string
