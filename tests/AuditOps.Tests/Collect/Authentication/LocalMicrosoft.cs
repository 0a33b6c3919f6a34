using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Simulator;

namespace AuditOps.Tests.Collect.Authentication;

/// <summary>A simulator that stands under Microsoft's own name: TLS with a certificate for <c>login.microsoftonline.com</c>, and a client that trusts its authority and finds every host at its port.</summary>
internal sealed class LocalMicrosoft : IAsyncDisposable
{
    public const string Login = "login.microsoftonline.com";

    private readonly string _folder;

    private LocalMicrosoft(SimulatorServer server, HttpClient http, string folder)
    {
        Server = server;
        Http = http;
        _folder = folder;
    }

    public SimulatorServer Server { get; }

    public HttpClient Http { get; }

    public static async Task<LocalMicrosoft> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("auditops-login-").FullName;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Login}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Login);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(folder, "server.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "p"));
        var server = await SimulatorServer.StartAsync(new SimulatorOptions { TlsCertificateFile = file, TlsCertificatePassword = "p", EventsPerDay = 100 });
        var port = new Uri(server.BaseAddress).Port;
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(certificate.RawData));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new LocalMicrosoft(server, new HttpClient(handler), folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
