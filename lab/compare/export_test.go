package compare

import "netlab/lab/story"

// Like is what stands for a rung in the other run; nil if nothing does.
func (c *Comparison) Like(side Side, r *story.Rung) *story.Rung { return c.pair[side][r] }
