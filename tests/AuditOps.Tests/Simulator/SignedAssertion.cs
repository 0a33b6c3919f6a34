using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AuditOps.Simulator;

namespace AuditOps.Tests.Simulator;

internal static class SignedAssertion
{
    public static Dictionary<string, string> Form(SimulatedTenant tenant, X509Certificate2 certificate, string audience)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = "PS256", typ = "JWT" }));
        var body = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { aud = audience, iss = tenant.ClientId, sub = tenant.ClientId, jti = Guid.NewGuid(), nbf = now, exp = now + 600 }));
        using var key = certificate.GetRSAPrivateKey()!;
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        return new(StringComparer.Ordinal)
        {
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = $"{head}.{body}.{Base64Url.EncodeToString(signature)}",
            ["client_secret"] = "",
        };
    }
}
