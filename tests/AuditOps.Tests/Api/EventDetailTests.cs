using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Warehouse;
using Xunit;
using W = AuditOps.Tests.Warehouse.Rows;

namespace AuditOps.Tests.Api;

public sealed class EventDetailTests(WarehouseFixture clickHouse)
{
    [Fact]
    public async Task A_record_comes_back_as_it_was_collected_with_its_older_contents()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        const string Json = """{ "Id":"e1", "n":1.50e400, "d":1, "d":2, "s":"\ud800 \u00e9" }""";
        await api.Warehouse.StoreAsync(W.Event("e1"));
        await api.Warehouse.StoreAsync(W.Event("e1", content: 2) with { CollectedAt = W.Collected.AddHours(1), Raw = Encoding.UTF8.GetBytes(Json) });

        var detail = await api.GetAsync("/api/v1/events/e1");

        Assert.Equal("json", detail.GetProperty("raw").GetProperty("encoding").GetString());
        Assert.Equal(Json, detail.GetProperty("raw").GetProperty("value").GetRawText());
        var revisions = detail.GetProperty("revisions").EnumerateArray().ToList();
        Assert.Equal([true, false], revisions.Select(r => r.GetProperty("current").GetBoolean()));
        var older = revisions[1].GetProperty("content_hash").GetString()!;
        var asked = await api.GetAsync($"/api/v1/events/e1?revision={older.ToUpperInvariant()}");
        Assert.Equal(1, asked.GetProperty("raw").GetProperty("value").GetProperty("v").GetInt32());
        Assert.Equal(revisions[1].GetProperty("raw_length").GetInt64(), asked.GetProperty("raw").GetProperty("length").GetInt64());
        Assert.Equal(older, asked.GetProperty("raw_revision").GetString());
        Assert.Equal(detail.GetProperty("content_hash").GetString(), asked.GetProperty("content_hash").GetString());
    }

    [Fact]
    public async Task An_event_of_many_large_contents_answers_with_one_of_them()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        const int Bytes = 1 << 20;
        for (byte content = 1; content <= 20; content++)
            await api.Warehouse.StoreAsync(W.Event("e1", content: content) with { CollectedAt = W.Collected.AddMinutes(content), Raw = Encoding.UTF8.GetBytes("{\"s\":\"" + new string('x', Bytes) + "\"}") });

        using var response = await api.SendAsync("/api/v1/events/e1");
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.InRange(answer.Length, Bytes, Bytes + (64 << 10));
        Assert.Equal(20, System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("revisions").GetArrayLength());
    }

    [Fact]
    public async Task A_revision_that_is_not_there_is_404_and_one_that_cannot_be_400()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(W.Event("e1"));

        using var absent = await api.SendAsync("/api/v1/events/e1?revision=" + new string('a', 32));
        await ApiHarness.ProblemAsync(absent, 404, "not_found");
        using var wrong = await api.SendAsync("/api/v1/events/e1?revision=newest");
        await ApiHarness.ProblemAsync(wrong, 400, "invalid_request");
    }

    [Theory]
    [InlineData("text", "CreationDate,AuditData\n2021,\"a\"\"b\"")]
    [InlineData("json", "[1]")]
    [InlineData("text", "{\"a\":1} trailing")]
    public async Task A_record_that_is_not_json_is_text(string encoding, string raw)
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(W.Event("e1") with { Raw = Encoding.UTF8.GetBytes(raw) });

        var shown = (await api.GetAsync("/api/v1/events/e1")).GetProperty("raw");

        Assert.Equal(encoding, shown.GetProperty("encoding").GetString());
        Assert.Equal(raw, encoding == "text" ? shown.GetProperty("value").GetString() : shown.GetProperty("value").GetRawText());
    }

    [Fact]
    public async Task A_record_that_is_not_text_is_base64()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        byte[] raw = [0xff, 0x00, 0x22, 0xc3];
        await api.Warehouse.StoreAsync(W.Event("e1") with { Raw = raw });

        var shown = (await api.GetAsync("/api/v1/events/e1")).GetProperty("raw");

        Assert.Equal("base64", shown.GetProperty("encoding").GetString());
        Assert.Equal(raw, shown.GetProperty("value").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_record_nested_too_deep_for_common_parsers_is_text()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        var raw = new string('[', 10_000) + new string(']', 10_000);
        await api.Warehouse.StoreAsync(W.Event("e1") with { Raw = Encoding.UTF8.GetBytes(raw) });

        Assert.Equal("text", (await api.GetAsync("/api/v1/events/e1")).GetProperty("raw").GetProperty("encoding").GetString());
    }

    [Theory]
    [InlineData("plain-id")]
    [InlineData("/subscriptions/x/events/y")]
    [InlineData("100%2Fsure")]
    [InlineData("a b?c#d&e=+;")]
    [InlineData("...")]
    [InlineData("ü 😀")]
    public async Task Any_id_can_be_asked_for(string id)
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(W.Event(id), W.Event("other"));

        var encoded = Uri.EscapeDataString(id);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Http.BaseAddress + "api/v1/events/" + encoded, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Add("X-Api-Key", ApiHarness.AllKey);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal(id, System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("event_id").GetString());
    }

    [Fact]
    public async Task An_id_of_several_tenants_or_sources_asks_which()
    {
        await using var api = await ApiHarness.StartAsync(clickHouse);
        await api.Warehouse.StoreAsync(W.Event("e1"), W.Event("e1", source: Sources.EntraAudit), W.Event("e1", "fabrikam"));

        using var response = await api.SendAsync("/api/v1/events/e1");
        var problem = await ApiHarness.ProblemAsync(response, 409, "ambiguous_id");

        Assert.Equal(3, problem.GetProperty("candidates").GetArrayLength());
        Assert.Equal("fabrikam", (await api.GetAsync("/api/v1/events/e1?tenant=fabrikam")).GetProperty("tenant").GetString());
        Assert.Equal(Sources.EntraAudit, (await api.GetAsync("/api/v1/events/e1?tenant=contoso&source=entra.audit")).GetProperty("source").GetString());
        Assert.Equal("fabrikam", (await api.GetAsync("/api/v1/events/e1", ApiHarness.FabrikamKey)).GetProperty("tenant").GetString());
    }
}
