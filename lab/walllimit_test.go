package lab_test

import (
	"context"
	"testing"
	"time"

	"netlab/lab"
	"netlab/topology"
	"netlab/topology/netstack"
)

// TestWallLimit: a real run in which nothing is due, and which nothing else would end,
// ends at the limit of wall time.
func TestWallLimit(t *testing.T) {
	p := planOf(t, "hosts: [client, server]\nwires: [{ends: [client, server]}]\nprograms:\n  server: [listen: 80, accept]\n")
	p.Clock, p.Limits.Wall = "real", 200*time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	res, err := lab.Run(ctx, p, lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Netstack: netstack.New}, Keep: func(*topology.Network) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "wall time: 200ms"; res.Reason != "limit" || res.Detail != want {
		t.Fatalf("it ended by %s (%s), want limit (%s)", res.Reason, res.Detail, want)
	}
}
