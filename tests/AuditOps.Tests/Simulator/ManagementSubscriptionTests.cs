using System.Text.Json;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class ManagementSubscriptionTests
{
    [Fact]
    public async Task A_subscription_is_started_listed_and_stopped()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (status, body, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange&PublisherIdentifier={services.Tenant.TenantId}");
        Assert.Equal(200, status);
        Assert.Equal("enabled", body.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("webhook").ValueKind);
        var (_, list, _) = await services.GetAsync($"{services.Feed}subscriptions/list");
        Assert.Equal("Audit.Exchange", list[0].GetProperty("contentType").GetString());
        var (stopped, nothing, _) = await services.PostAsync($"{services.Feed}subscriptions/stop?contentType=Audit.Exchange");
        Assert.Equal((200, JsonValueKind.Undefined), (stopped, nothing.ValueKind));
        var (refused, error, _) = await services.GetAsync($"{services.Feed}subscriptions/content?contentType=Audit.Exchange");
        Assert.Equal((400, "AF20022"), (refused, Code(error)));
    }

    [Fact]
    public async Task Starting_twice_without_a_change_is_AF20024()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        var (status, body, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.General");
        Assert.Equal((400, "AF20024"), (status, Code(body)));
    }

    [Theory]
    [InlineData("", "AF20001")]
    [InlineData("contentType=Audit.Nothing", "AF20020")]
    public async Task A_missing_or_unknown_content_type_is_refused(string query, string code)
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (status, body, _) = await services.PostAsync($"{services.Feed}subscriptions/start?{query}");
        Assert.Equal((400, code), (status, Code(body)));
    }

    [Fact]
    public async Task The_tenant_in_the_address_must_be_the_token_s()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { Tenants = 2, EventsPerDay = 100 });
        await services.SignInAsync();
        var other = services.Server.Tenants[1].TenantId;
        Assert.Equal("AF20010", Code((await services.GetAsync($"{services.Base}/api/v1.0/{other}/activity/feed/subscriptions/list")).Body));
        Assert.Equal("AF20013", Code((await services.GetAsync($"{services.Base}/api/v1.0/contoso/activity/feed/subscriptions/list")).Body));
        Assert.Equal("AF20011", Code((await services.GetAsync($"{services.Base}/api/v1.0/00000000-0000-0000-0000-000000000009/activity/feed/subscriptions/list")).Body));
    }

    private static string Code(JsonElement body) => body.GetProperty("error").GetProperty("code").GetString()!;
}
