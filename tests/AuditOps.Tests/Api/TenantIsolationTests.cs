using AuditOps.Tests.Warehouse;
using Xunit;
using W = AuditOps.Tests.Warehouse.Rows;

namespace AuditOps.Tests.Api;

public sealed class TenantIsolationTests(WarehouseFixture clickHouse)
{
    private static readonly string[] Attacks =
    [
        "' OR '1'='1", "contoso' OR tenant='fabrikam", "') OR 1=1 --", "\\' OR 1=1 -- ", "\\", "'", "\"", "`", "{tenants:Array(String)}", "{x:String}", "'; DROP TABLE events_store; --",
        "1 UNION ALL SELECT * FROM events_store", "a\tb", "a\nOR 1", "a\0b", "%' OR '%'='", "secret", "fabrikam", "']", "\\N", "NULL", "(SELECT raw FROM events_store)", "$$", "/*", "--",
        "file('/etc/passwd')", "url('http://127.0.0.1')", "SETTINGS readonly=0", "ё'ё", "\u2028", "😀", "&param_tenants=['fabrikam']", "&tenants=fabrikam", "tenants",
    ];

    private static readonly string[] TextFilters = ["source", "workload", "category", "operation", "actor", "q"];

    [Fact]
    public async Task No_filter_of_a_key_shows_another_tenants_rows()
    {
        await using var api = await TwoTenantsAsync();

        foreach (var filter in TextFilters)
        {
            foreach (var attack in Attacks)
            {
                var path = $"/api/v1/events?{filter}={Uri.EscapeDataString(attack)}";
                using var response = await api.SendAsync(path, ApiHarness.ContosoKey);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

                // A search for blanks alone is refused.
                Assert.True((int)response.StatusCode == 200 || (filter == "q" && string.IsNullOrWhiteSpace(attack)), $"{path}: {(int)response.StatusCode} {text}");
                Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
            }
        }

        Assert.Equal(2, await api.Warehouse.NumberAsync("(SELECT count() FROM events)"));
        Assert.Equal(["hidden", "seen"], (await api.IdsAsync("")).Order());
    }

    [Fact]
    public async Task Asking_for_another_tenant_is_forbidden_everywhere()
    {
        await using var api = await TwoTenantsAsync();

        foreach (var path in new[] { "/api/v1/events?tenant=fabrikam", "/api/v1/events/hidden?tenant=fabrikam", "/api/v1/stats?tenant=fabrikam", "/api/v1/dead-letters?tenant=fabrikam" })
        {
            using var response = await api.SendAsync(path, ApiHarness.ContosoKey);
            await ApiHarness.ProblemAsync(response, 403, "tenant_forbidden");
        }
    }

    [Fact]
    public async Task Anothers_event_is_as_absent_as_one_that_never_was()
    {
        await using var api = await TwoTenantsAsync();

        // The web server itself refuses a NUL in a path.
        foreach (var id in Attacks.Append("hidden").Append("never").Where(a => !a.Contains('\0', StringComparison.Ordinal)))
        {
            using var response = await api.SendAsync("/api/v1/events/" + Uri.EscapeDataString(id), ApiHarness.ContosoKey);
            await ApiHarness.ProblemAsync(response, 404, "not_found");
        }
    }

    [Fact]
    public async Task Lists_and_counts_without_a_tenant_keep_to_the_keys_tenants()
    {
        await using var api = await TwoTenantsAsync();

        Assert.Equal(["seen"], await api.IdsAsync("", ApiHarness.ContosoKey));
        Assert.Equal(["hidden"], await api.IdsAsync("", ApiHarness.FabrikamKey));
        Assert.Equal(1, (await api.GetAsync("/api/v1/stats", ApiHarness.ContosoKey)).GetProperty("events").GetInt64());
        Assert.Equal(2, (await api.GetAsync("/api/v1/stats")).GetProperty("events").GetInt64());
    }

    private async Task<ApiHarness> TwoTenantsAsync()
    {
        var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(W.Event("seen"), W.Event("hidden", "fabrikam") with { SearchText = "secret hidden", Summary = "hidden" });
        return api;
    }
}
