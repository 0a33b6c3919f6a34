using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuditOps.Simulator.Http;

internal static class Listening
{
    private const long LargestRequest = 1 << 20;

    public static WebApplication Build(SimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        var certificate = options.TlsCertificateFile is null ? null : Load(options);
        builder.WebHost.UseKestrelCore();
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(IPAddress.Parse(options.Host), options.Port, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        return builder.Build();
    }

    private static X509Certificate2 Load(SimulatorOptions options)
    {
        var file = options.TlsCertificateFile!;
        try
        {
            var certificate = file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
                ? X509Certificate2.CreateFromPemFile(file)
                : X509CertificateLoader.LoadPkcs12FromFile(file, options.TlsCertificatePassword);
            return certificate.HasPrivateKey ? certificate : throw new SimulatorException(SimulatorErrorCode.InvalidCertificate, $"{file} holds no private key.");
        }
        catch (Exception failed) when (failed is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException(SimulatorErrorCode.InvalidCertificate, $"The certificate {file} cannot be read: {failed.Message}", failed);
        }
    }
}
