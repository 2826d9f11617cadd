package condition

import "testing"

func TestSettled(t *testing.T) {
	scope := Scope{{Name: "box", Kind: "container.state"}}
	for source, settled := range map[string]bool{
		"box.exit_code == 137 && box.oom_killed":                                      false,
		"box.exit_code == 137 && box.exit_code == 1":                                  true,
		"box.exit_code > 100 && box.exit_code < 50":                                   true,
		"box.exit_code > 100 && box.exit_code <= 101":                                 false,
		"box.exit_code > 100 && box.exit_code < 100":                                  true,
		"box.status in ['exited', 'dead'] && box.status != 'exited'":                  false,
		"box.status == 'exited' && box.status != 'exited'":                            true,
		"box.status in ['exited', 'dead'] && box.status == 'running'":                 true,
		"box.running == true && box.running == false":                                 true,
		"1 == 1 && box.running":                                                       true,
		"box.running && (box.exit_code == 1 || box.exit_code == 2)":                   false,
		"box.memory_limit_bytes * 10 > 5 && box.exit_code >= 1 && box.exit_code <= 1": false,
	} {
		p, err := Compile(source, scope, Bool)
		if err != nil {
			t.Fatal(source, err)
		}
		if said := Settled(p); (len(said) > 0) != settled {
			t.Errorf("%s: %q", source, said)
		}
	}
}
