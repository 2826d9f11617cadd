package fact

// KindFinding is the kind of facts that no parser makes: what rules found.
const KindFinding = "finding"

// Finding is what a rule found, for rules that build on others. Its subject,
// first and last time and count are those of every fact.
type Finding struct {
	Cause      string  `expr:"cause" doc:"id of the cause it was found for"`
	Rule       string  `expr:"rule" doc:"id of the rule that found it"`
	Peer       Subject `expr:"peer" doc:"the other side; zero when there is none"`
	Confidence float64 `expr:"confidence" doc:"that the finding proves its cause"`
	Resolved   bool    `expr:"resolved" doc:"it was over by the end of the input"`
	Message    string  `expr:"message" doc:"what was found"`
}
