using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class GraphNotificationTests
{
    /// <summary>A day of the directory in two seconds, so that somebody changes soon.</summary>
    private static readonly SimulatorOptions Busy = new() { Speed = 40_000, Backlog = TimeSpan.FromDays(20), EventsPerDay = 20_000 };

    [Fact]
    public async Task A_subscription_is_made_after_a_handshake_renewed_listed_and_ended()
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await services.SignInAsync();
        var (status, made, _) = await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver, lifecycle: true));
        Assert.True(status == 201, made.GetRawText());
        Assert.Equal(2, receiver.Handshakes.Count);
        var address = $"{services.Base}/v1.0/subscriptions/{made.GetProperty("id").GetString()}";
        Assert.Equal(200, (await services.GetAsync(address)).Status);
        using var renewal = await services.Http.PatchAsync(address, new StringContent($"{{\"expirationDateTime\":\"{DateTime.UtcNow.AddDays(2):O}\"}}", Encoding.UTF8, "application/json"));
        Assert.True(renewal.IsSuccessStatusCode);
        Assert.Equal(204, (await services.PostAsync(address + "/reauthorize")).Status);
        Assert.Equal(1, (await services.GetAsync($"{services.Base}/v1.0/subscriptions")).Body.GetProperty("value").GetArrayLength());
        using var ended = await services.Http.DeleteAsync(address);
        Assert.Equal(204, (int)ended.StatusCode);
        Assert.Equal(404, (await services.GetAsync(address)).Status);
    }

    [Fact]
    public async Task An_address_that_does_not_repeat_the_token_gets_no_subscription()
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var receiver = await Receiver.StartAsync(isHonest: false);
        await services.SignInAsync();
        var (status, body, _) = await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver));
        Assert.Equal((400, "ValidationError"), (status, body.GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("auditLogs/signIns", "updated", 1)]
    [InlineData("users", "read", 1)]
    [InlineData("users", "updated", -1)]
    [InlineData("users", "updated", 40)]
    public async Task A_subscription_that_the_service_does_not_offer_is_refused(string resource, string change, int days)
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await services.SignInAsync();
        var (status, _, _) = await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver, resource: resource, change: change, days: days));
        Assert.Equal(400, status);
        Assert.Empty(receiver.Handshakes);
    }

    [Fact]
    public async Task A_change_is_delivered_with_the_client_state_and_repeated_until_it_is_accepted()
    {
        await using var services = await SimulatedServices.StartAsync(Busy);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers.Enqueue(500);
        await services.SignInAsync();
        await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver));
        var (refused, _) = await receiver.NextAsync();
        var item = refused.GetProperty("value")[0];
        Assert.Equal("a secret state", item.GetProperty("clientState").GetString());
        Assert.Equal(services.Tenant.TenantId, item.GetProperty("tenantId").GetString());
        Assert.Equal("updated", item.GetProperty("changeType").GetString());
        var id = item.GetProperty("resourceData").GetProperty("id").GetString();
        Assert.Equal(200, (await services.GetAsync($"{services.Base}/v1.0/users/{id}")).Status);
        await receiver.NextAsync(body => body.GetRawText() == refused.GetRawText());
    }

    [Fact]
    public async Task With_resource_data_the_item_is_encrypted_for_the_subscriber_and_signed_by_the_service()
    {
        await using var services = await SimulatedServices.StartAsync(Busy);
        await using var receiver = await Receiver.StartAsync();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=subscriber", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await services.SignInAsync();
        var (status, _, _) = await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver, certificate: Convert.ToBase64String(certificate.Export(X509ContentType.Cert))));
        Assert.Equal(201, status);
        var (body, _) = await receiver.NextAsync();
        var content = body.GetProperty("value")[0].GetProperty("encryptedContent");
        var symmetric = key.Decrypt(content.GetProperty("dataKey").GetBytesFromBase64(), RSAEncryptionPadding.OaepSHA1);
        var data = content.GetProperty("data").GetBytesFromBase64();
        Assert.Equal(HMACSHA256.HashData(symmetric, data), content.GetProperty("dataSignature").GetBytesFromBase64());
        using var aes = Aes.Create();
        aes.Key = symmetric;
        using var resource = JsonDocument.Parse(aes.DecryptCbc(data, symmetric.AsSpan(0, 16)));
        Assert.Equal(body.GetProperty("value")[0].GetProperty("resourceData").GetProperty("id").GetString(), resource.RootElement.GetProperty("id").GetString());

        // The token: signed by a key that the identity platform publishes, for this application, by the notifier.
        var parts = body.GetProperty("validationTokens")[0].GetString()!.Split('.');
        var (_, keys, _) = await services.GetAsync($"{services.Base}/common/discovery/v2.0/keys");
        using var published = RSA.Create(new RSAParameters
        {
            Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(keys.GetProperty("keys")[0].GetProperty("n").GetString()),
            Exponent = System.Buffers.Text.Base64Url.DecodeFromChars(keys.GetProperty("keys")[0].GetProperty("e").GetString()),
        });
        Assert.True(published.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal(services.Tenant.ClientId, claims.RootElement.GetProperty("aud").GetString());
        Assert.Equal("0bf30f3b-4a52-48df-9a82-234910c4a086", claims.RootElement.GetProperty("appid").GetString());
    }

    [Theory]
    [InlineData("reauthorizationRequired")]
    [InlineData("subscriptionRemoved")]
    [InlineData("missed")]
    public async Task Lifecycle_events_come_to_their_own_address(string name)
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await services.SignInAsync();
        await services.PostAsync($"{services.Base}/v1.0/subscriptions", Body(receiver, lifecycle: true));
        Assert.Equal(200, (await services.ControlAsync(HttpMethod.Post, $"lifecycle/{name}")).Status);
        var (body, _) = await receiver.NextAsync(each => each.GetProperty("value")[0].TryGetProperty("lifecycleEvent", out _));
        Assert.Equal(name, body.GetProperty("value")[0].GetProperty("lifecycleEvent").GetString());
        Assert.Equal("a secret state", body.GetProperty("value")[0].GetProperty("clientState").GetString());
        Assert.Equal(name == "subscriptionRemoved" ? 0 : 1, (await services.GetAsync($"{services.Base}/v1.0/subscriptions")).Body.GetProperty("value").GetArrayLength());
    }

    private static Dictionary<string, object?> Body(Receiver receiver, string resource = "users", string change = "updated", int days = 1, bool lifecycle = false, string? certificate = null)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["resource"] = resource,
            ["changeType"] = change,
            ["notificationUrl"] = receiver.Address + "/hook",
            ["clientState"] = "a secret state",
            ["expirationDateTime"] = DateTime.UtcNow.AddDays(days).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };
        if (lifecycle) body["lifecycleNotificationUrl"] = receiver.Address + "/hook?life=1";
        if (certificate is null) return body;
        body["includeResourceData"] = true;
        body["encryptionCertificate"] = certificate;
        body["encryptionCertificateId"] = "first";
        return body;
    }
}
