using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Simulator;
using Xunit;

namespace AuditOps.Tests.Simulator;

public sealed class TlsTests
{
    [Fact]
    public async Task With_a_certificate_everything_is_served_over_https_and_links_say_so()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("auditops-tls-").FullName, "server.pfx");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "p"), TestContext.Current.CancellationToken);
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { TlsCertificateFile = file, TlsCertificatePassword = "p", EventsPerDay = 100 }, cancel: TestContext.Current.CancellationToken);
        Assert.StartsWith("https://", server.BaseAddress, StringComparison.Ordinal);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == certificate.Thumbprint };
        using var http = new HttpClient(handler);
        var metadata = await http.GetStringAsync($"{server.BaseAddress}/{server.Tenants[0].TenantId}/v2.0/.well-known/openid-configuration", TestContext.Current.CancellationToken);
        Assert.Contains($"{server.BaseAddress}/{server.Tenants[0].TenantId}/oauth2/v2.0/token", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_named()
    {
        var refused = await Assert.ThrowsAsync<SimulatorException>(() => SimulatorServer.StartAsync(new SimulatorOptions { TlsCertificateFile = "/nowhere/server.pfx" }, cancel: TestContext.Current.CancellationToken));
        Assert.Equal(SimulatorErrorCode.InvalidCertificate, refused.Code);
    }
}
