using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>Signs as Standard Webhooks does (<see href="https://www.standardwebhooks.com"/>): HMAC-SHA256 over id, timestamp and body, so that none of the three can be exchanged.</summary>
internal sealed class WebhookSignature
{
    private const string Base64Prefix = "whsec_";

    private readonly byte[][] _keys;

    public WebhookSignature(SecretText secret, SecretText? previous) => _keys = previous is null ? [KeyOf(secret)] : [KeyOf(secret), KeyOf(previous)];

    /// <summary>The value of the header: one signature for each key, divided by blanks.</summary>
    public string Of(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var header = new StringBuilder();
        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        foreach (var key in _keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hmac.AppendData(head);
            hmac.AppendData(body);
            header.Append(header.Length > 0 ? " v1," : "v1,").Append(Convert.ToBase64String(hmac.GetHashAndReset()));
        }

        return header.ToString();
    }

    /// <summary>The bytes of the text, or what it stands for in base64 where it says so.</summary>
    private static byte[] KeyOf(SecretText secret)
    {
        var text = secret.Reveal();
        if (text.StartsWith(Base64Prefix, StringComparison.Ordinal))
        {
            var key = new byte[text.Length];
            if (Convert.TryFromBase64String(text[Base64Prefix.Length..], key, out var length))
                return key[..length];
        }

        return Encoding.UTF8.GetBytes(text);
    }
}
