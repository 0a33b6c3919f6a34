using System.Net;
using System.Text.Json;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class TokenEndpointTests
{
    [Fact]
    public async Task A_secret_buys_a_bearer_token_with_the_documented_fields()
    {
        await using var services = await SimulatedServices.StartAsync();
        using var answer = await services.TokenAsync(services.Tenant);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Bearer", json.RootElement.GetProperty("token_type").GetString());
        Assert.Equal(3599, json.RootElement.GetProperty("expires_in").GetInt32());
        Assert.Equal(3, json.RootElement.GetProperty("access_token").GetString()!.Split('.').Length);
    }

    [Fact]
    public async Task The_first_version_of_the_endpoint_answers_with_text_and_the_resource()
    {
        await using var services = await SimulatedServices.StartAsync();
        using var answer = await services.TokenAsync(services.Tenant, new() { ["resource"] = "https://manage.office.com" }, "oauth2/token");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("3599", json.RootElement.GetProperty("expires_in").GetString());
        foreach (var field in new[] { "ext_expires_in", "expires_on", "not_before" })
            Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty(field).ValueKind);
        Assert.Equal("https://manage.office.com", json.RootElement.GetProperty("resource").GetString());
    }

    [Theory]
    [InlineData("client_secret", "wrong", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id", "00000000-0000-0000-0000-000000000001", HttpStatusCode.BadRequest, "unauthorized_client")]
    [InlineData("grant_type", "password", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("scope", "https://graph.microsoft.com/User.Read", HttpStatusCode.BadRequest, "invalid_scope")]
    public async Task A_wrong_request_is_refused_with_its_own_error(string field, string value, HttpStatusCode status, string error)
    {
        await using var services = await SimulatedServices.StartAsync();
        using var answer = await services.TokenAsync(services.Tenant, new() { [field] = value });
        Assert.Equal(status, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        Assert.Equal(error, json.RootElement.GetProperty("error").GetString());
        Assert.StartsWith("AADSTS", json.RootElement.GetProperty("error_description").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(services.Tenant.ClientSecret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_signed_with_the_registered_certificate_stands_for_the_secret()
    {
        await using var services = await SimulatedServices.StartAsync();
        using var answer = await services.TokenAsync(services.Tenant, SignedAssertion.Form(services.Tenant, services.Server.ClientCertificate, $"{services.Base}/{services.Tenant.TenantId}/oauth2/v2.0/token"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_assertion_by_another_key_or_for_another_audience_is_refused()
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var others = await SimulatedServices.StartAsync();
        var audience = $"{services.Base}/{services.Tenant.TenantId}/oauth2/v2.0/token";
        using var wrongKey = await services.TokenAsync(services.Tenant, SignedAssertion.Form(services.Tenant, others.Server.ClientCertificate, audience));
        using var wrongAudience = await services.TokenAsync(services.Tenant, SignedAssertion.Form(services.Tenant, services.Server.ClientCertificate, "https://elsewhere.example/token"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrongKey.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrongAudience.StatusCode);
    }

    [Fact]
    public async Task A_token_of_one_service_is_no_token_of_the_other()
    {
        await using var services = await SimulatedServices.StartAsync();
        using var answer = await services.TokenAsync(services.Tenant, new() { ["scope"] = "https://graph.microsoft.com/.default" });
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        services.Http.DefaultRequestHeaders.Authorization = new("Bearer", json.RootElement.GetProperty("access_token").GetString());
        Assert.Equal(200, (await services.GetAsync($"{services.Base}/v1.0/auditLogs/signIns?$top=1")).Status);
        Assert.Equal(401, (await services.GetAsync($"{services.Feed}subscriptions/list")).Status);
    }

    [Fact]
    public async Task A_token_expires()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { TokenLifetime = TimeSpan.FromSeconds(1), EventsPerDay = 100 });
        await services.SignInAsync();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        int status;
        do
        {
            status = (await services.GetAsync($"{services.Base}/v1.0/auditLogs/signIns?$top=1")).Status;
        }
        while (status == 200 && DateTime.UtcNow < deadline);
        Assert.Equal(401, status);
    }
}
