using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>A rule's life in a running stack: taken over from a file, tested, enabled, finding what comes next, and tried on what came before.</summary>
public sealed class LiveRulesTests(SharedStack shared) : IDisposable
{
    private const string Tenant = "live-rules";
    private const string Rule = "title: Mail is purged\nid: live-rules-purge\nlogsource: {product: auditops}\ndetection: {a: {operation: HardDelete}, condition: a}\nlevel: high\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-live-").FullName;
    private int _records;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_rule_taken_over_from_a_file_finds_without_a_restart_what_comes_and_a_backtest_tells_what_came_before()
    {
        var stack = await shared.StartedAsync();
        var process = stack.ProcessId("process");
        await ImportAsync(stack);
        var rules = Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName;
        var file = Path.Combine(rules, "purge.yml");
        await File.WriteAllTextAsync(file, Rule, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(rules, "bad.yml"), "title: x\nid: y\n", TestContext.Current.CancellationToken);

        var taken = await TakeOverAsync(stack, rules);
        Assert.Equal(0, taken.Code);
        Assert.Equal("bad.yml", taken.Json.GetProperty("refused").EnumerateArray().Single().GetProperty("file").GetString());
        var again = await TakeOverAsync(stack, rules);
        Assert.Equal(1, again.Code);
        Assert.Contains("there already", again.Output, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await ChangeAsync(stack, "enabled"));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(stack, "testing"));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(stack, "enabled"));
        // Within a second on a machine that has nothing else to do; what was read before is not judged again, so more is sent until the rule is in force.
        await Eventually.HoldsAsync("an alert of the new rule", async () =>
        {
            await ImportAsync(stack);
            return (await stack.GetAsync($"/api/v1/alerts?tenant={Tenant}&rule=live-rules-purge&historical=true")).GetProperty("items").GetArrayLength();
        }, found => found > 0);
        Assert.Equal(process, stack.ProcessId("process"));

        var told = await Cli.RunAsync("rules", "backtest", file, "--from", "2026-03-01", "--to", "2026-04-01", "--tenant", Tenant, "--clickhouse", stack.ClickHouse, "--json");
        Assert.Equal(0, told.Code);
        Assert.Equal((_records, "sql"), (told.Json.GetProperty("hits").GetInt32(), told.Json.GetProperty("decided_by").GetString()));
        using var answer = await stack.Http.PostAsJsonAsync(
            new Uri(stack.Api + "/api/v1/rules/live-rules-purge/backtest"), new { tenant = Tenant, from = "2026-03-01T00:00:00Z", to = "2026-04-01T00:00:00Z" }, TestContext.Current.CancellationToken);
        var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        foreach (var figure in new[] { "hits", "alerts" })
            Assert.Equal(report.GetProperty(figure).GetInt32(), told.Json.GetProperty(figure).GetInt32());
        Assert.Equal(1, report.GetProperty("alerts").GetInt32());
        var text = await Cli.RunAsync("rules", "backtest", file, "--from", "2026-03-01", "--to", "2026-04-01", "--tenant", Tenant, "--clickhouse", stack.ClickHouse);
        Assert.Contains("1 alerts", text.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.RunAsync("rules", "backtest", file, "--from", "tomorrow", "--clickhouse", stack.ClickHouse)).Code);
    }

    private async Task<CliResult> TakeOverAsync(EmbeddedStack stack, string rules) => await Cli.FinishAsync(Cli.Start(
        ["rules", "import", rules, "--api", stack.Api, "--tenant", Tenant, "--json"], new Dictionary<string, string>(StringComparer.Ordinal) { ["AUDITOPS_API_KEY"] = EmbeddedStack.Key }));

    private static async Task<HttpStatusCode> ChangeAsync(EmbeddedStack stack, string status)
    {
        using var answer = await stack.Http.PutAsJsonAsync(new Uri(stack.Api + "/api/v1/rules/live-rules-purge"), new { status, tenant = Tenant }, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task ImportAsync(EmbeddedStack stack)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"live-rules-{_records++:D8}");
        var file = Path.Combine(_folder, id + ".ndjson");
        await File.WriteAllTextAsync(
            file,
            $$"""{"CreationTime":"2026-03-04T10:00:00","Id":"{{id}}","Operation":"HardDelete","OrganizationId":"t","RecordType":2,"ResultStatus":"Succeeded","UserKey":"k","UserType":0,"Version":1,"Workload":"Exchange","UserId":"ann@contoso.example"}""" + "\n",
            TestContext.Current.CancellationToken);
        Assert.Equal(0, (await stack.ImportAsync(file, Tenant)).Code);
    }
}
