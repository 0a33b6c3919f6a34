using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>Published records through the whole embedded stack, by the commands a person uses.</summary>
public sealed class ImportedFilesTests(SharedStack shared)
{
    [Fact]
    public async Task Importing_a_real_audit_log_twice_leaves_each_event_once()
    {
        var file = SharedData.File("invictus-o365_dataset/ual-dev.ndjson");
        var distinct = DistinctIds(file, record => record.GetProperty("Id").GetString()!);
        var stack = await shared.StartedAsync();
        var tenant = Tenant(file);

        for (var run = 0; run < 2; run++)
        {
            var import = await stack.ImportAsync(file, tenant);

            Assert.True(import.Code == 0, import.Error);
            Assert.Equal(5_816, import.Json.GetProperty("read").GetInt64());
            Assert.Equal(5_816, import.Json.GetProperty("published").GetInt64() + import.Json.GetProperty("duplicates").GetInt64() + import.Json.GetProperty("dead_lettered").GetInt64());
            Assert.Equal(3_204, import.Json.GetProperty("stored").GetInt64());
            Assert.Equal(run == 0 ? 0 : 3_204, import.Json.GetProperty("known").GetInt64());
            Assert.Equal(3_204, distinct);
            Assert.Equal(distinct, await stack.CountAsync(tenant));
        }

        // Merges must not take them either: the records are of 2021, and nothing expires by event time.
        await stack.SqlAsync("OPTIMIZE TABLE auditops.events_store FINAL");
        Assert.Equal(distinct, await stack.CountAsync(tenant));
        Assert.Equal(distinct, await CountThroughApiAsync(stack, tenant));
    }

    [Theory]
    [InlineData("faketshirt/dev/office_audit.ndjson")]
    [InlineData("tenzir-library/inputs/directory-audits.ndjson")]
    [InlineData("otrf-security-datasets/o365spray_default.json")]
    [InlineData("sentinel-training-lab/office_activity.csv")]
    [InlineData("microsoft-docs/graph-directoryaudits-list-response-sample.json")]
    public async Task What_was_published_is_what_can_be_queried(string name)
    {
        var file = SharedData.File(name);
        var stack = await shared.StartedAsync();
        var tenant = Tenant(file);

        var import = await stack.ImportAsync(file, tenant);

        Assert.True(import.Code == 0, import.Error);
        var json = import.Json;
        Assert.True(json.GetProperty("read").GetInt64() > 0);
        Assert.Equal(0, json.GetProperty("dead_lettered").GetInt64());
        Assert.Equal(json.GetProperty("stored").GetInt64(), await stack.CountAsync(tenant));
        Assert.Equal(json.GetProperty("stored").GetInt64(), await CountThroughApiAsync(stack, tenant));
    }

    /// <summary>
    /// Both sides by different means: ids are counted here from the file, events by the table. One id of the first file has two contents, five days apart:
    /// the later one in the file is the event, the other its revision.
    /// </summary>
    [Theory]
    [InlineData("faketshirt/dev/entraid_audit.ndjson", 1_505)]
    [InlineData("faketshirt/dev/entraid_signin.ndjson", 3_955)]
    [InlineData("faketshirt/dev/entraid_risk_detection.ndjson", 77)]
    public async Task Every_id_of_an_envelope_file_is_one_event(string name, int records)
    {
        var file = SharedData.File(name);
        var ids = DistinctIds(file, record => record.GetProperty("properties").GetProperty("id").GetString()!);
        var stack = await shared.StartedAsync();
        var tenant = Tenant(file);
        var import = await stack.ImportAsync(file, tenant);

        Assert.True(import.Code == 0, import.Error);
        Assert.Equal(records, import.Json.GetProperty("read").GetInt64());
        Assert.Equal(ids, import.Json.GetProperty("stored").GetInt64());
        Assert.Equal(ids, await stack.CountAsync(tenant));
        Assert.Equal(ids, await CountThroughApiAsync(stack, tenant));
    }

    /// <summary>The stack is shared: each file has a tenant of its own.</summary>
    private static string Tenant(string file) => "file-" + Path.GetFileNameWithoutExtension(file).Replace('_', '-');

    private static int DistinctIds(string file, Func<JsonElement, string> id)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            using var record = JsonDocument.Parse(line);
            ids.Add(id(record.RootElement));
        }

        return ids.Count;
    }

    private static async Task<long> CountThroughApiAsync(EmbeddedStack stack, string tenant)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long items = 0;
        string? cursor = null;
        do
        {
            var page = await stack.GetAsync($"/api/v1/events?tenant={tenant}&limit=500{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                items++;
                seen.Add($"{item.GetProperty("source").GetString()}|{item.GetProperty("event_id").GetString()}");
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(items, seen.Count);
        return items;
    }
}
