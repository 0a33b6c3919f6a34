using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// That a feed's owner should look now. Value of <c>hints.v1</c> under the key <c>tenant/feed</c>, as JSON. It holds nothing of the notification: what is collected is what the service answers when it
/// is asked, so a lost, repeated or invented hint changes when a poll happens and nothing else.
/// </summary>
internal sealed record Hint(
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("feed")] string Feed,
    [property: JsonPropertyName("resource")] string Resource,
    [property: JsonPropertyName("kind")] HintKind Kind)
{
    public byte[] Key() => Keys.Join(Tenant, Feed);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static Hint? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Hint>(json) is { Tenant: not null, Feed: not null, Resource: not null } hint ? hint : null;
        }
        catch (JsonException)
        {
            // Written by something else; the next ordinary poll comes anyway.
            return null;
        }
    }
}
