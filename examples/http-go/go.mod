module example.org/a-shop-over-http

go 1.19
