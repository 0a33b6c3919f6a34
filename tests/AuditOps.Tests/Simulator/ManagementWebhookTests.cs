using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class ManagementWebhookTests
{
    [Fact]
    public async Task A_webhook_proves_itself_and_is_told_of_content_that_can_be_fetched()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { Speed = 20_000, Backlog = TimeSpan.FromDays(6), EventsPerDay = 20_000 });
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers.Enqueue(202);
        await services.SignInAsync();
        var (status, body, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange", Start(receiver, "shared secret"));
        Assert.Equal(200, status);
        Assert.Equal("enabled", body.GetProperty("webhook").GetProperty("status").GetString());
        Assert.Single(receiver.Handshakes);
        var (refused, headers) = await receiver.NextAsync();
        Assert.Equal("shared secret", headers["Webhook-AuthID"]);
        foreach (var field in new[] { "tenantId", "clientId", "contentType", "contentId", "contentUri", "contentCreated", "contentExpiration" })
            Assert.NotEmpty(refused[0].GetProperty(field).GetString()!);
        Assert.Equal(200, (await services.GetAsync(refused[0].GetProperty("contentUri").GetString()!)).Status);

        // Anything but 200 is a failure, 202 too: it comes again, and is then listed as delivered.
        await receiver.NextAsync(each => each.GetRawText() == refused.GetRawText());
        var deadline = DateTime.UtcNow.AddSeconds(60);
        System.Text.Json.JsonElement told;
        do told = (await services.GetAsync($"{services.Feed}subscriptions/notifications?contentType=Audit.Exchange")).Body;
        while (told.GetArrayLength() == 0 && DateTime.UtcNow < deadline);
        Assert.Equal("succeeded", told[0].GetProperty("notificationStatus").GetString());
    }

    [Fact]
    public async Task A_webhook_that_fails_the_proof_changes_nothing()
    {
        await using var services = await SimulatedServices.StartAsync();
        await using var receiver = await Receiver.StartAsync(isHonest: false);
        await services.SignInAsync();
        var (status, body, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange", Start(receiver, null));
        Assert.Equal((400, "AF20021"), (status, body.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(0, (await services.GetAsync($"{services.Feed}subscriptions/list")).Body.GetArrayLength());
    }

    [Fact]
    public async Task An_expiration_in_the_past_and_two_languages_are_refused()
    {
        await using var services = await SimulatedServices.StartAsync();
        await services.SignInAsync();
        var (_, past, _) = await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange", new { webhook = new { address = "https://example.com/hook", expiration = "2020-01-01T00:00:00Z" } });
        Assert.Equal("AF20003", past.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(200, (await services.GetAsync($"{services.Feed}resources/dlpSensitiveTypes")).Status);
        services.Http.DefaultRequestHeaders.Add("Accept-Language", "de, fr");
        Assert.Equal("AF20053", (await services.GetAsync($"{services.Feed}resources/dlpSensitiveTypes")).Body.GetProperty("error").GetProperty("code").GetString());
        services.Http.DefaultRequestHeaders.Remove("Accept-Language");
        services.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "en_US!");
        Assert.Equal("AF20054", (await services.GetAsync($"{services.Feed}resources/dlpSensitiveTypes")).Body.GetProperty("error").GetProperty("code").GetString());
    }

    private static object Start(Receiver receiver, string? authId) => new { webhook = new { address = receiver.Address + "/hook", authId } };
}
