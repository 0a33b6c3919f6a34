using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditOps.Simulator.Tokens;

internal static class RegisteredCertificate
{
    /// <summary>The one certificate that is registered with the simulated applications; new with every start.</summary>
    public static X509Certificate2 Create(TimeProvider time)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=simulated application", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
