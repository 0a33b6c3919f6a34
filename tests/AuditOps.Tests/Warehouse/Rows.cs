using System.Text.Json.Serialization;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Rows;
using Xunit;

namespace AuditOps.Tests.Warehouse;

/// <summary>Events as the tests store them.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Collected = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public static AuditEvent Event(string id, string tenant = "contoso", DateTimeOffset? time = null, string source = Sources.M365Activity, byte content = 1) => new()
    {
        Tenant = tenant,
        EventId = id,
        Source = source,
        Shape = WireShape.ManagementActivity,
        Workload = "Exchange",
        Category = "Mail",
        Operation = "New-InboxRule",
        Outcome = Outcome.Success,
        Actor = new Actor { Key = "alice@contoso.com", Upn = "Alice@contoso.com", Kind = ActorKind.User },
        EventTime = time ?? new DateTimeOffset(2026, 11, 19, 10, 0, 0, TimeSpan.Zero),
        CollectedAt = Collected,
        Summary = "a rule",
        SearchText = "new-inboxrule alice contoso",
        ContentHash = Enumerable.Repeat(content, 16).ToArray(),
        Run = "run-1",
        Raw = System.Text.Encoding.UTF8.GetBytes($$"""{"Id":"{{id}}","v":{{content}}}"""),
    };

    public static async Task StoreAsync(this ClickHouseClient client, IEnumerable<AuditEvent> events, string? token = null)
    {
        using var row = new RowBinaryWriter();
        var writer = new EventRowWriter(client.Options.Retention);
        var offset = 0;
        foreach (var e in events) writer.Write(e, new RowOrigin(token is null ? 0 : 1, 0, offset++), row);
        await client.InsertAsync(EventRowWriter.Table, EventRowWriter.Columns, row.Body, token, TestContext.Current.CancellationToken);
    }

    public static Task StoreAsync(this ClickHouseClient client, params AuditEvent[] events) => client.StoreAsync(events, null);

    public static async Task StoreAsync(this ClickHouseClient client, params Alert[] alerts)
    {
        using var row = new RowBinaryWriter();
        var writer = new AlertRowWriter(TimeSpan.FromDays(36_500));
        foreach (var alert in alerts) writer.Write(alert, row);
        await client.InsertAsync(AlertRowWriter.Table, AlertRowWriter.Columns, row.Body, null, TestContext.Current.CancellationToken);
    }

    public static async Task<long> NumberAsync(this ClickHouseClient client, string expression)
    {
        await foreach (var row in client.QueryAsync($"SELECT toInt64({expression}) AS n", null, TestJson.Default.NumberRow, TestContext.Current.CancellationToken)) return row.N;
        throw new InvalidOperationException("no row");
    }

    public static async Task<string> TextAsync(this ClickHouseClient client, string expression, QueryParameters? parameters = null)
    {
        await foreach (var row in client.QueryAsync($"SELECT toString({expression}) AS t", parameters, TestJson.Default.TextRow, TestContext.Current.CancellationToken)) return row.T;
        throw new InvalidOperationException("no row");
    }
}

internal sealed record NumberRow([property: JsonPropertyName("n")] long N);

internal sealed record TextRow([property: JsonPropertyName("t")] string T);

[JsonSerializable(typeof(NumberRow))]
[JsonSerializable(typeof(TextRow))]
internal sealed partial class TestJson : JsonSerializerContext;
