using System.Text.Json;
using AuditOps.Api.Rules.Backtest;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Sql;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Api;
using AuditOps.Tests.Normalize;
using AuditOps.Tests.Warehouse;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Xunit;

namespace AuditOps.Tests.Rules;

public sealed class BacktestTests(WarehouseFixture clickHouse)
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1";

    /// <summary>Generated rules that are loaded together.</summary>
    private const int Set = 20;

    private static readonly string[] Odd =
    [
        """{"Id":"odd-000000000000001","CreationTime":"2026-03-04T10:00:00","Operation":"it's \u0041 \"test\"","OrganizationId":"t","RecordType":1,"UserType":0,"Workload":"Exchange","UserId":"o'brien@contoso.example","ObjectId":"a\\b","Parameters":[{"Name":"O'Brien","Value":"'); DROP TABLE events_store; --"},{"Name":"é","Value":"naïve — ſK"}]}""",
        """{"Id":"odd-000000000000002","CreationTime":"2026-03-04T10:00:00","Operation":"\u004eew-Inbox\u0052ule","OrganizationId":"t","RecordType":1,"UserType":0,"Workload":"Exch\u0061nge","UserId":"x@contoso.example","Parameters":[{"Name":"ForwardTo","Value":"{r0:String}"}]}""",
        """{"id":"odd-000000000000003","createdDateTime":"2026-03-04T10:00:00Z","userPrincipalName":"y@contoso.example","userId":"u","appId":"","appDisplayName":"%_%","ipAddress":"::1","status":{"errorCode":5.0126e4},"location":{"countryOrRegion":""}}""",
    ];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public void No_other_letter_is_an_ascii_letter_in_another_case()
    {
        for (var c = (char)128; c < char.MaxValue; c++)
        {
            for (var letter = 'a'; letter <= 'z'; letter++)
                Assert.False(new string(c, 1).Equals(new string(letter, 1), StringComparison.OrdinalIgnoreCase), $"U+{(int)c:X4} is {letter}");
        }
    }

    /// <summary>SQL never leaves out what the engine matches; where it says that it is exact it lets nothing else through; and the backtest counts what the stream would match.</summary>
    [Fact]
    public async Task Stream_and_backtest_agree_on_every_rule_of_the_pack_and_on_generated_ones_whatever_their_values_are()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var events = Events();
        await client.StoreAsync(events);
        var generated = IsLong ? 3_000 : 80;
        List<SigmaRules> sets = [Pack.All(), .. Generated(generated, events)];
        Assert.All(sets, set => Assert.Empty(set.Refused));
        var (exact, matched) = await CompareAsync(client, sets, events);
        Assert.True(exact > generated / 20, $"only {exact} rules are exact in SQL");
        Assert.True(matched > 100, $"they match {matched} events only");
        Assert.Equal(events.Count, await client.NumberAsync("(SELECT count() FROM events_store)"));
    }

    [Fact]
    public async Task Stream_and_backtest_agree_on_published_rules()
    {
        var files = Directory.EnumerateFiles(Path.Combine(SharedData.Root(), "sigma", "rules"), "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        using var client = await clickHouse.NewMigratedAsync();
        var events = Events();
        await client.StoreAsync(events);
        var rules = SigmaRules.Load(files.Where((_, i) => IsLong || i % 5 == 0).Select(file => new SigmaFile(file, File.ReadAllText(file))));
        Assert.True(rules.Rules.Count >= (IsLong ? 145 : 25));
        await CompareAsync(client, [rules], events);
    }

    /// <returns>How many rules SQL says exactly, and how many events they match.</returns>
    private static async Task<(int Exact, int Matched)> CompareAsync(ClickHouseClient client, IReadOnlyList<SigmaRules> sets, IReadOnlyList<AuditEvent> events)
    {
        var (exact, matched) = (0, 0);
        var expected = Expected(sets, events);
        var number = 0;
        foreach (var (set, rule) in sets.SelectMany(set => set.Rules.Select(rule => (set, rule))))
        {
            var wanted = expected[number++];
            var condition = SqlCompiler.Compile([rule], FieldMap.BuiltIn);
            var passed = await IdsAsync(client, condition);
            Check(passed.IsSupersetOf(wanted), "leaves out", wanted.Except(passed));
            if (condition.IsExact)
            {
                (exact, matched) = (exact + 1, matched + wanted.Count);
                Check(wanted.IsSupersetOf(passed), "says it is exact and lets through", passed.Except(wanted));
            }

            if (number % 11 != 0) continue;
            var report = await RuleBacktest.RunAsync(client, set.Only(rule.Metadata.Id), rule.Metadata.Id, new BacktestScope(["contoso"], From, To), Now);
            var decided = await RuleBacktest.RunAsync(client, set.Only(rule.Metadata.Id), rule.Metadata.Id, new BacktestScope(["contoso"], From, To), mayCount: false, Now);
            Assert.True(report.Hits == wanted.Count, $"{rule.Metadata.File} {rule}: {report.Hits} hits by {report.DecidedBy}, not {wanted.Count}");
            Assert.True(report.Alerts == decided.Alerts && report.HitsPerDay.SequenceEqual(decided.HitsPerDay) && report.TopActors.SequenceEqual(decided.TopActors), $"{rule.Metadata.File} {rule}: SQL and engine report differently");

            void Check(bool holds, string what, IEnumerable<string> ids) =>
                Assert.True(holds, $"{rule.Metadata.File} {rule}: SQL {what} {string.Join(", ", ids.Take(5))}\n{condition.Text}\n{string.Join('\n', condition.Parameters)}");
        }

        return (exact, matched);
    }

    [Fact]
    public async Task A_correlation_raises_the_alerts_that_the_stream_would_raise()
    {
        using var client = await clickHouse.NewMigratedAsync();
        var all = Pack.All();
        var events = Events();
        await client.StoreAsync(events);
        foreach (var name in new[] { "identity/password-spray-success.yml", "mailbox/delegate-reads-after-grant.yml", "apps/credential-then-new-address.yml" })
        {
            var correlation = all.Correlations.Last(each => each.Metadata.File == name);
            var rules = all.Only(correlation.Metadata.Id);
            var replay = new RuleReplay(rules, FieldMap.BuiltIn, "contoso");
            foreach (var value in events)
                replay.Add(value);
            var report = await RuleBacktest.RunAsync(client, rules, correlation.Metadata.Id, new BacktestScope(["contoso"], From, To), Now);
            Assert.True(report.Alerts > 0);
            Assert.Equal(replay.Finish().Count(finding => finding.RuleId == correlation.Metadata.Id), report.Alerts);
            Assert.Equal("engine", report.DecidedBy);
        }
    }

    [Fact]
    public async Task The_address_answers_for_the_tenants_of_the_key_alone_and_tells_when_it_stopped_reading()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        var events = Events().Where(value => value.Operation == "New-InboxRule").Take(8).ToList();
        await api.Warehouse.StoreAsync(events);
        await api.Warehouse.StoreAsync(events.Select(value => value with { Tenant = "fabrikam" }));
        var id = Pack.All().Rules.First(rule => rule.Metadata.File == "mailbox/inbox-rule-hides-mail.yml").Metadata.Id;
        var path = $"/api/v1/rules/{id}/backtest";
        const string Body = """{"from":"2026-01-01T00:00:00Z","to":"2026-12-31T00:00:00Z"}""";

        var all = await api.ChangeAsync(path, Body);
        var contoso = await api.ChangeAsync(path, Body, key: ApiHarness.ContosoKey);
        Assert.Equal(2 * contoso.GetProperty("hits").GetInt64(), all.GetProperty("hits").GetInt64());
        Assert.True(contoso.GetProperty("hits").GetInt64() > 0);
        Assert.True(contoso.GetProperty("alerts").GetInt64() > 0);
        Assert.Equal(contoso.GetProperty("hits").GetInt64(), contoso.GetProperty("hits_per_day").EnumerateArray().Sum(day => day.GetProperty("hits").GetInt64()));

        await ApiHarness.ProblemAsync(await api.SendAsync(HttpMethod.Post, path, Body.Replace("{", "{\"tenant\":\"fabrikam\",", StringComparison.Ordinal), ApiHarness.ContosoKey), 403, "tenant_forbidden");
        await ApiHarness.ProblemAsync(await api.SendAsync(HttpMethod.Post, path, """{"from":"2026-12-31T00:00:00Z","to":"2026-01-01T00:00:00Z"}"""), 400, "invalid_request");
        await ApiHarness.ProblemAsync(await api.SendAsync(HttpMethod.Post, "/api/v1/rules/nothing/backtest", Body), 404, "not_found");

        var cut = await api.ChangeAsync(path, Body.Replace("}", ",\"max_events\":1}", StringComparison.Ordinal));
        Assert.True(cut.GetProperty("truncated").GetBoolean());
        Assert.Equal(1, cut.GetProperty("candidates").GetInt64());

        var tried = JsonSerializer.Serialize("title: Tried\nid: tried-1\nlogsource: {product: auditops}\ndetection:\n  a:\n    operation: New-InboxRule\n  condition: a\n");
        var counted = await api.ChangeAsync("/api/v1/rules/tried-1/backtest", Body.Replace("{", $"{{\"yaml\":{tried},", StringComparison.Ordinal), key: ApiHarness.ContosoKey);
        Assert.Equal("sql", counted.GetProperty("decided_by").GetString());
        Assert.Equal(events.Count, counted.GetProperty("hits").GetInt64());
    }

    [Fact]
    public async Task A_tenant_s_own_watchlist_goes_before_that_of_all_and_one_that_does_not_run_counts_for_nothing()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        var events = Events().Where(value => value.Operation == "New-InboxRule").Take(4).ToList();
        await api.Warehouse.StoreAsync(events);
        using (var rows = new AuditOps.Warehouse.Rows.RowBinaryWriter())
        {
            foreach (var (tenant, id, status, value) in new[] { ("_", "all", RuleStatus.Enabled, "nothing"), ("contoso", "own", RuleStatus.Enabled, "New-InboxRule"), ("contoso", "stopped", RuleStatus.Disabled, "nothing") })
            {
                AuditOps.Warehouse.Rows.RuleRevisionRowWriter.Write(
                    new RuleDocument { Tenant = tenant, RuleId = id, Revision = 1, Status = status, Origin = "ann", Yaml = $"title: L\nid: {id}\nwatchlist: {{asked: [{value}]}}\n", ChangedBy = "ann", ChangedAt = From }, rows);
            }

            await api.Warehouse.InsertAsync(AuditOps.Warehouse.Rows.RuleRevisionRowWriter.Table, AuditOps.Warehouse.Rows.RuleRevisionRowWriter.Columns, rows.Body, null, Now);
        }

        var tried = JsonSerializer.Serialize("title: Tried\nid: tried-2\nlogsource: {product: auditops}\ndetection:\n  a:\n    operation|expand: '%asked%'\n  condition: a\n");
        var report = await api.ChangeAsync("/api/v1/rules/tried-2/backtest", $$"""{"yaml":{{tried}},"from":"2026-01-01T00:00:00Z","to":"2026-12-31T00:00:00Z"}""", key: ApiHarness.ContosoKey);
        Assert.Equal(events.Count, report.GetProperty("hits").GetInt64());
    }

    /// <summary>Ids of the events that each rule matches, as the stream asks.</summary>
    private static List<HashSet<string>> Expected(IReadOnlyList<SigmaRules> sets, IReadOnlyList<AuditEvent> events)
    {
        var found = new List<HashSet<string>>();
        foreach (var set in sets)
        {
            var hits = set.Rules.ToDictionary(rule => rule.Metadata.Id, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
            var replay = new RuleReplay(set, FieldMap.BuiltIn, "contoso");
            foreach (var value in events)
            {
                foreach (var rule in replay.Add(value))
                    hits[rule.Metadata.Id].Add(value.EventId);
            }

            found.AddRange(set.Rules.Select(rule => hits[rule.Metadata.Id]));
        }

        return found;
    }

    private static async Task<HashSet<string>> IdsAsync(ClickHouseClient client, SqlCondition condition)
    {
        var parameters = new QueryParameters();
        var where = new HuntScope(["contoso"], From, To, condition.Text, condition.Parameters).Where(parameters);
        return [.. JsonSerializer.Deserialize<string[]>(await client.TextAsync($"(SELECT toJSONString(groupArray(event_id)) FROM events WHERE {where})", parameters))!];
    }

    /// <summary>Records of every kind: those beside the rules, some of a simulated day, and odd ones.</summary>
    private static List<AuditEvent> Events()
    {
        var records = Pack.Files.SelectMany(file => Pack.Lines(Path.ChangeExtension(file, ".match.ndjson")).Take(18).Concat(Pack.Lines(Path.ChangeExtension(file, ".nomatch.ndjson")).Take(6)))
            .Concat(AuditOps.Simulator.SimulatedHistory.Everyday(new AuditOps.Simulator.SimulatorOptions { Seed = 5, EventsPerDay = 4_000, People = 60 }, signInsOnly: false, new DateTime(2026, 3, 4, 10, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 4, 11, 0, 0, DateTimeKind.Utc)))
            .Concat(Odd.Select(System.Text.Encoding.UTF8.GetBytes));
        return [.. records.Select(Pack.Normalize).DistinctBy(value => value.EventId)];
    }

    private static IEnumerable<SigmaRules> Generated(int count, IReadOnlyList<AuditEvent> events)
    {
        for (var seed = 1; seed <= count / Set; seed++)
        {
            var random = new RandomHunt(new Random(seed), events);
            yield return SigmaRules.Load(Enumerable.Range(0, Set).Select(i => new SigmaFile($"seed {seed}", random.Rule($"{seed}-{i}"))));
        }
    }
}
