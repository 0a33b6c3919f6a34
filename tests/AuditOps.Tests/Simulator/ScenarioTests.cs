using System.Text.Json;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class ScenarioTests
{
    private static readonly string[] Names =
    [
        "app_credential_backdoor", "brute_force_success", "ca_policy_weakening", "consent_phishing", "device_code_phishing", "impossible_travel", "inbox_rule_exfiltration", "legacy_auth_bypass",
        "log_tampering", "mailbox_delegation", "mass_download", "mfa_fatigue", "new_asn_session_theft", "off_hours_admin", "password_spray", "role_escalation",
    ];

    private static readonly SimulatorOptions Attacked = new() { Seed = 21, AttacksPerDay = 32, EventsPerDay = 30_000, Backlog = TimeSpan.FromDays(2) };

    [Fact]
    public async Task Every_scenario_is_played_and_its_records_are_among_the_exposed_ones()
    {
        await using var services = await SimulatedServices.StartAsync(Attacked);
        services.Server.Freeze();
        var truth = await TruthAsync(services);
        Assert.Equal(Names, truth.Select(attack => attack.GetProperty("scenario").GetString()!).Distinct().Order(StringComparer.Ordinal));
        var exposed = (await services.ExposedAsync()).Select(each => each.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        var records = truth.SelectMany(attack => attack.GetProperty("records").EnumerateArray()).Select(record => record.GetProperty("id").GetString()!).ToList();
        Assert.True(records.Count > 500, $"only {records.Count} records");
        Assert.All(records, id => Assert.Contains(id, exposed));
        Assert.Equal(records.Count, records.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task No_field_of_a_record_tells_an_attack_from_everyday_work()
    {
        await using var services = await SimulatedServices.StartAsync(Attacked);
        await services.SignInAsync();
        services.Server.Freeze();
        var truth = await TruthAsync(services);
        var attackIds = truth.SelectMany(attack => attack.GetProperty("records").EnumerateArray()).Select(record => record.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        var everyday = new HashSet<string>(StringComparer.Ordinal);
        var attacks = new HashSet<string>(StringComparer.Ordinal);
        var risky = (Attack: 0, AllAttack: 0, Everyday: 0, AllEveryday: 0);
        foreach (var record in await EverythingAsync(services))
        {
            var id = (record.TryGetProperty("Id", out var upper) ? upper : record.GetProperty("id")).GetString()!;
            var isAttack = attackIds.Contains(id);
            Shape(record, Kind(record), isAttack ? attacks : everyday);
            if (isAttack) Assert.DoesNotContain(Names, name => record.GetRawText().Contains(name, StringComparison.OrdinalIgnoreCase));
            if (!record.TryGetProperty("riskLevelDuringSignIn", out var risk)) continue;
            var isRisky = risk.GetString() == "none" ? 0 : 1;
            risky = isAttack ? (risky.Attack + isRisky, risky.AllAttack + 1, risky.Everyday, risky.AllEveryday) : (risky.Attack, risky.AllAttack, risky.Everyday + isRisky, risky.AllEveryday + 1);
        }

        var telling = attacks.Except(everyday, StringComparer.Ordinal).ToList();
        Assert.True(telling.Count == 0, string.Join('\n', telling));
        Assert.True(risky.AllAttack > 200);
        // Both shares are 1 %; five standard deviations of the smaller sample.
        Assert.InRange((double)risky.Attack / risky.AllAttack, 0, 0.01 + (5 * Math.Sqrt(0.01 / risky.AllAttack)));
        Assert.True(risky.Everyday > 0);
    }

    /// <summary>Names and kinds of all properties, and the values of those that take few.</summary>
    private static void Shape(JsonElement element, string path, HashSet<string> into)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Shape(property.Value, $"{path}/{property.Name}", into);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Shape(item, path + "[]", into);
        }
        else
        {
            var name = path[(path.LastIndexOf('/') + 1)..];
            var value = name is "clientAppUsed" or "authenticationProtocol" or "errorCode" or "appDisplayName" or "autonomousSystemNumber" or "countryOrRegion" or "conditionalAccessStatus" or "UserType" or "RequestType" ? element.ToString() : "";
            into.Add($"{path}={value}");
        }
    }

    private static string Kind(JsonElement record) =>
        record.TryGetProperty("Operation", out var operation) ? operation.GetString()!
        : record.TryGetProperty("activityDisplayName", out var activity) ? activity.GetString()!
        : record.TryGetProperty("signInEventTypes", out var kinds) ? kinds[0].GetString()! : "other";

    private static async Task<List<JsonElement>> EverythingAsync(SimulatedServices services)
    {
        var all = new List<JsonElement>();
        foreach (var type in new[] { "Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint" })
        {
            await services.PostAsync($"{services.Feed}subscriptions/start?contentType={type}");
            for (var day = 0; day < 3; day++)
            {
                var end = DateTime.UtcNow.AddDays(-day).AddMinutes(1);
                foreach (var entry in await services.AllContentAsync(type, end.AddDays(-1), end))
                    all.AddRange((await services.GetAsync(entry.GetProperty("contentUri").GetString()!)).Body.EnumerateArray());
            }
        }

        all.AddRange(await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/directoryAudits"));
        foreach (var kind in new[] { "interactiveUser", "nonInteractiveUser", "servicePrincipal" })
            all.AddRange(await services.AllPagesAsync($"{services.Base}/v1.0/auditLogs/signIns?$filter={Uri.EscapeDataString($"signInEventTypes/any(t: t eq '{kind}')")}"));
        return all;
    }

    private static async Task<List<JsonElement>> TruthAsync(SimulatedServices services)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{services.Base}/_sim/truth");
        request.Headers.Add("X-Sim-Key", services.Server.ControlKey);
        using var answer = await services.Http.SendAsync(request);
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
