module example.org/standard-webhooks-check

go 1.21.0

require (
	example.org/a-shop-over-http v0.0.0
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1
)

replace example.org/a-shop-over-http => ../../../../examples/http-go
