using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// One subscription of one feed. Value of <c>subscriptions.v1</c> under the key <c>tenant/feed/resource</c>, as JSON; written by the shard that holds the feed, in its fenced transactions, and read by every
/// process that listens. Of the secret that a notification must bring only a hash is kept: it has 256 random bits, so the hash gives nothing away.
/// </summary>
internal sealed record SubscriptionRecord
{
    /// <summary>Stands for the id of a Management webhook, which has none.</summary>
    public const string Webhook = "webhook";

    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    [JsonPropertyName("feed")]
    public required string Feed { get; init; }

    /// <summary><c>users</c>, <c>groups</c>, or a content type.</summary>
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    /// <summary>The service's id; null while the service is being asked for it.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>SHA-256 of the client state or authentication id, in hex.</summary>
    [JsonPropertyName("state_sha256")]
    public required string StateHash { get; init; }

    /// <summary>Where the service was told to send to.</summary>
    [JsonPropertyName("url")]
    public required string Url { get; init; }

    /// <summary>Null where the service lets it live for ever.</summary>
    [JsonPropertyName("expires")]
    public DateTimeOffset? Expires { get; init; }

    [JsonPropertyName("renew_at")]
    public DateTimeOffset? RenewAt { get; init; }

    /// <summary>Grows with every change; of two records the higher one counts.</summary>
    [JsonPropertyName("revision")]
    public long Revision { get; init; }

    [JsonPropertyName("updated")]
    public required DateTimeOffset Updated { get; init; }

    public byte[] Key() => Keys.Join(Tenant, Feed, Resource);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <returns>Null when it is no subscription.</returns>
    public static SubscriptionRecord? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<SubscriptionRecord>(json);
        }
        catch (JsonException)
        {
            // Written by something else: subscribed to anew.
            return null;
        }
    }
}
