package address

import (
	"strings"
	"testing"

	"culprit/engine/fact"
)

func TestFromValue(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        fact.EnvAddress
		ok          bool
	}{
		{"REDIS_URL", "redis://:s3cr/et@cache:6380/0", fact.EnvAddress{Scheme: "redis", Host: "cache", Port: 6380, Path: "/0"}, true},
		{"DATABASE_URL", "postgresql+asyncpg://u:p@ss@db/shop?x=1", fact.EnvAddress{Scheme: "postgresql+asyncpg", Host: "db", Port: 5432, Path: "/shop"}, true},
		{"SPRING_URL", "jdbc:mysql://db:3306/x", fact.EnvAddress{Scheme: "mysql", Host: "db", Port: 3306, Path: "/x"}, true},
		{"DSN", "user:pw@tcp(db:3306)/shop", fact.EnvAddress{Host: "db", Port: 3306, Path: "/shop"}, true},
		{"PG", "host=db port=5433 user=u password=secret", fact.EnvAddress{Host: "db", Port: 5433}, true},
		{"KAFKA_BROKERS", "k1:9092,k2:9092", fact.EnvAddress{Host: "k1", Port: 9092}, true},
		{"DB_HOST", "db", fact.EnvAddress{Host: "db"}, true},
		{"MODE", "db", fact.EnvAddress{}, false},
		{"TIME", "12:30", fact.EnvAddress{}, false},
		{"REDIS_URL", "***HIDDEN***", fact.EnvAddress{}, false},
		{"BROKER", "redis://cache:port", fact.EnvAddress{}, false},
	} {
		c.want.Name = c.name
		if !c.ok {
			c.want = fact.EnvAddress{}
		}
		got, ok := FromValue(c.name, c.value)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s=%s: %+v %v", c.name, c.value, got, ok)
		}
	}
}

func FuzzFromValue(f *testing.F) {
	f.Add("postgres://user:{}@host:5432/db")
	f.Fuzz(func(t *testing.T, rest string) {
		const secret = "pA55-w0rd-q"
		a, _ := FromValue("URL", "postgres://user:"+secret+"@"+rest)
		if strings.Contains(a.Host+a.Path+a.Scheme, secret) && !strings.Contains(rest, "@") {
			t.Errorf("%+v holds the password", a)
		}
	})
}
