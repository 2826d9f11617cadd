// Package engine reasons: facts go in, ranked diagnoses come out.
//
//	facts ─ topology ─→ canonical subjects
//	      ─ rules ────→ hits ─ episodes ─→ findings      (match.go, episode.go)
//	findings ─ combine → diagnoses                        (combine.go)
//	diagnoses ─ leads_to + topology + time → causal graph (causality.go)
//	          ─ rank ──→ roots first, effects below them  (rank.go)
//
// It is pure: no clock, no files, no network. The same facts give the same
// diagnoses in the same order, whatever order the facts come in.
package engine
