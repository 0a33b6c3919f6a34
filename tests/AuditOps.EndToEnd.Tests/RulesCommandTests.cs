using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;
using Xunit;

namespace AuditOps.EndToEnd.Tests;

public sealed class RulesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rules_are_tried_on_the_lines_of_a_file_and_refused_ones_are_in_the_answer()
    {
        Write("good.yml", Rule("one", "azure", "    f|contains: Needle"));
        Write("sub/other.yaml", Rule("two", "windows", "    g: 5"));
        Write("bad.yml", Rule("three", "azure", "    f|nope: x"));
        Write("notes.txt", "no rule");
        var events = Write("events.ndjson", "{\"f\":\"a needle\"}\n\n{\"g\":5}\nnot json\n{\"f\":\"NEEDLE\",\"g\":\"5\"}\n");
        var run = await Cli.RunAsync("rules", "test", "--rules", _folder, "--events", events, "--json");
        Assert.Equal(0, run.Code);
        var rules = run.Json.GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("id").GetString()!);
        Assert.Equal(["one", "three", "two"], rules.Keys.Order());
        Assert.Equal((2, "[1,5]"), Row(rules["one"]));
        Assert.Equal((2, "[3,5]"), Row(rules["two"]));
        Assert.Equal((0, "[]"), Row(rules["three"]));
        Assert.Equal(JsonValueKind.Null, rules["one"].GetProperty("refused").ValueKind);
        Assert.Contains("bad.yml:7", rules["three"].GetProperty("refused").GetString(), StringComparison.Ordinal);
        Assert.Contains("line 4", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routing_asks_only_the_rules_of_the_record_s_log_source()
    {
        Write("a.yml", Rule("signin", "azure", "    ResultType: 50126", "signinlogs"));
        Write("b.yml", Rule("windows", "windows", "    ResultType: 50126"));
        var events = Write("e.ndjson", """{"id":"s-0000000000000002","createdDateTime":"2026-03-04T10:00:00Z","userPrincipalName":"ann@tailspin.example","appDisplayName":"Portal","ipAddress":"203.0.113.7","ResultType":50126,"status":{"errorCode":50126}}""");
        var all = await Cli.RunAsync("rules", "test", "--rules", _folder, "--events", events, "--json");
        Assert.Equal([1, 1], all.Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("matched").GetInt32()));
        var routed = await Cli.RunAsync("rules", "test", "--rules", _folder, "--events", events, "--route", "--json");
        Assert.Equal([1, 0], routed.Json.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("matched").GetInt32()));
    }

    [Fact]
    public async Task Lint_names_what_is_refused_and_what_can_never_fire_and_fails_for_the_former()
    {
        Write("dead.yml", Rule("dead", "azure", "    ActivityDetails: x", "signinlogs"));
        var notes = await Cli.RunAsync("rules", "lint", _folder, "--json");
        Assert.Equal(0, notes.Code);
        Assert.Contains("can never fire", notes.Output, StringComparison.Ordinal);
        Write("open.yml", Rule("open", "azure", "    f|expand: '%who%'"));
        var refused = await Cli.RunAsync("rules", "lint", _folder);
        Assert.Equal(1, refused.Code);
        Assert.Contains("open.yml:7: no watchlist fills the placeholder '%who%'", refused.Output, StringComparison.Ordinal);
        var lists = Path.Combine(_folder, "..", Path.GetFileName(_folder) + ".lists");
        try
        {
            File.WriteAllText(lists, "who: [ann, bob]\n");
            Assert.Equal(0, (await Cli.RunAsync("rules", "lint", _folder, "--watchlists", lists)).Code);
        }
        finally
        {
            File.Delete(lists);
        }

        Assert.Equal(2, (await Cli.RunAsync("rules", "lint", Path.Combine(_folder, "nowhere"))).Code);
    }

    [Fact]
    public async Task Import_takes_over_what_loads_and_tells_of_the_rest()
    {
        Write("in/good.yml", Rule("one", "azure", "    f|contains: Needle"));
        Write("in/sub/dead.yml", Rule("dead", "azure", "    ActivityDetails: x", "signinlogs"));
        Write("in/bad.yml", Rule("three", "azure", "    f|nope: x"));
        var target = Path.Combine(_folder, "out");
        Write("out/good.yml", "something else");
        var run = await Cli.RunAsync("rules", "import", Path.Combine(_folder, "in"), "--out", target, "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal("bad.yml", run.Json.GetProperty("refused").EnumerateArray().Single().GetProperty("file").GetString());
        Assert.Equal("dead", run.Json.GetProperty("never_fire").EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(["good.yml"], run.Json.GetProperty("kept").EnumerateArray().Select(file => file.GetString()));
        Assert.Equal("something else", await File.ReadAllTextAsync(Path.Combine(target, "good.yml"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(target, "sub", "dead.yml")));
        Assert.False(File.Exists(Path.Combine(target, "bad.yml")));
        Assert.Equal(0, (await Cli.RunAsync("rules", "import", Path.Combine(_folder, "in"), "--out", target, "--overwrite")).Code);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder, "in", "good.yml"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Path.Combine(target, "good.yml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Correlations_are_tried_on_the_records_of_a_file_in_event_time()
    {
        Write("c.yml", "title: Short\nid: c\nwhen:\n  - {field: operation, op: eq, value: New-InboxRule}\nthreshold: {count: 2, within: 10m}\n");
        var events = Write("e.ndjson", string.Join('\n', new[] { "10:00:00", "10:05:00" }.Select((time, i) =>
            $$"""{"CreationTime":"2026-03-04T{{time}}","Id":"0000000000000000{{i}}","Operation":"New-InboxRule","OrganizationId":"t","RecordType":1,"UserKey":"k","UserType":2,"Version":1,"Workload":"Exchange","UserId":"ann@contoso.example"}""")));
        var run = await Cli.RunAsync("rules", "test", "--rules", _folder, "--events", events, "--json");
        var alert = run.Json.GetProperty("correlations").EnumerateArray().Single();
        Assert.Equal(("c", 2), (alert.GetProperty("id").GetString(), alert.GetProperty("count").GetInt32()));
        Assert.Equal("ann@contoso.example", alert.GetProperty("group").GetProperty("actor.key").GetString());
    }

    private static (int Matched, string Lines) Row(JsonElement rule) => (rule.GetProperty("matched").GetInt32(), rule.GetProperty("lines").GetRawText());

    private static string Rule(string id, string product, string item, string? service = null) =>
        $"title: Rule {id}\nid: {id}\nlogsource: {{product: {product}{(service is null ? "" : ", service: " + service)}}}\ndetection:\n  condition: s\n  s:\n{item}\n";

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
