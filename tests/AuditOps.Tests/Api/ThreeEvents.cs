using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using W = AuditOps.Tests.Warehouse.Rows;

namespace AuditOps.Tests.Api;

/// <summary>One API over three events that differ in every field a filter looks at; shared by tests that only read.</summary>
public sealed class ThreeEvents : IAsyncDisposable
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 19, 12, 0, 0, TimeSpan.Zero);

    private ApiHarness? started;

    internal async Task<ApiHarness> ApiAsync(WarehouseFixture clickHouse)
    {
        if (started is not null) return started;
        var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(
            W.Event("a", time: Noon.AddTicks(-1)) with { Ip = "198.51.100.7" },
            W.Event("b", time: Noon, source: Sources.EntraAudit) with
            {
                Workload = "SharePoint",
                Category = "Files & folders",
                Operation = "FileDeleted",
                Outcome = Outcome.Failure,
                Actor = new Actor { Key = "bob@contoso.com", Kind = ActorKind.User },
                Ip = "2001:db8::1",
                SearchText = "filedeleted quarterly budget.xlsx bob@contoso.com",
            },
            W.Event("c", "fabrikam", Noon.AddHours(1)) with { SearchText = "münchen 100% rule" });
        return started = api;
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }
}
