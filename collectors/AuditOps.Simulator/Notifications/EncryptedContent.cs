using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditOps.Simulator.Notifications;

/// <summary>A resource that only the subscriber can read: AES-CBC with a new key, the key under RSA-OAEP (SHA-1), an HMAC-SHA256 over the data (Graph, change notifications with resource data).</summary>
internal static class EncryptedContent
{
    private const int KeyBytes = 32;
    private const int VectorBytes = 16;

    public static object Of(ReadOnlySpan<byte> resource, X509Certificate2 certificate, string? certificateId)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        using var aes = Aes.Create();
        aes.Key = key;
        var data = aes.EncryptCbc(resource, key.AsSpan(0, VectorBytes), PaddingMode.PKCS7);
        using var rsa = certificate.GetRSAPublicKey()!;
        return new
        {
            data = Convert.ToBase64String(data),
            dataSignature = Convert.ToBase64String(HMACSHA256.HashData(key, data)),
            dataKey = Convert.ToBase64String(rsa.Encrypt(key, RSAEncryptionPadding.OaepSHA1)),
            encryptionCertificateId = certificateId,
            encryptionCertificateThumbprint = certificate.Thumbprint,
        };
    }
}
