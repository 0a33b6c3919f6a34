using System.Net;
using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>Keys from a file: the tenant comes from the key, not from the question.</summary>
public sealed class ApiKeysTests(SharedStack shared)
{
    [Fact]
    public async Task A_key_of_one_tenant_sees_that_tenant_only()
    {
        var stack = await shared.WithSampleAsync();
        var keys = Path.Combine(stack.Data, "keys.json");
        await File.WriteAllTextAsync(keys, """[{"name":"mine","key":"key-of-sample-000001","tenants":["sample"]},{"name":"other","key":"key-of-other-0000002","tenants":["other"]}]""", TestContext.Current.CancellationToken);
        var ready = Path.Combine(stack.Data, "api.json");
        var api = Cli.Start(["api", "--clickhouse", stack.ClickHouse, "--port", "0", "--keys-file", keys, "--ready-file", ready]);
        try
        {
            await Eventually.HoldsAsync("the API being ready", () => Task.FromResult(File.Exists(ready) || api.HasExited), done => done, TimeSpan.FromSeconds(30));
            using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(ready, TestContext.Current.CancellationToken));
            var address = file.RootElement.GetProperty("address").GetString()!.TrimEnd('/');

            Assert.Equal(5, (await ItemsAsync(address, "key-of-sample-000001", "?limit=5")).Count);
            Assert.Equal(5, (await ItemsAsync(address, "key-of-sample-000001", "?tenant=sample&limit=5")).Count);
            Assert.Empty((await ItemsAsync(address, "key-of-other-0000002", "?limit=5")).Items);
            Assert.NotEqual(HttpStatusCode.OK, (await ItemsAsync(address, "key-of-other-0000002", "?tenant=sample")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await ItemsAsync(address, "key-of-nobody-000003", "")).Status);
        }
        finally
        {
            api.Kill();
            api.Dispose();
        }
    }

    [Fact]
    public async Task A_file_that_is_no_list_of_keys_ends_with_code_2_and_does_not_show_what_it_holds()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """[{"name":"x","secret":"very-secret"}]""", TestContext.Current.CancellationToken);
            var result = await Cli.RunAsync("api", "--keys-file", file);
            Assert.Equal(2, result.Code);
            Assert.Contains("keys file", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("very-secret", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(HttpStatusCode Status, int Count, List<JsonElement> Items)> ItemsAsync(string address, string key, string query)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        using var answer = await http.GetAsync(new Uri($"{address}/api/v1/events{query}"));
        if (!answer.IsSuccessStatusCode) return (answer.StatusCode, 0, []);
        using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        var items = page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.Clone()).ToList();
        return (answer.StatusCode, items.Count, items);
    }
}
