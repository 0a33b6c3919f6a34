using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Tests.Alerts;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>CEF over syslog, against a real receiver with TLS.</summary>
public sealed class SyslogTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_arrive_over_tls_framed_by_their_length_and_again_after_the_receiver_has_closed()
    {
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var target = new TargetOptions { Name = "siem", Kind = TargetKind.Syslog, Host = "localhost", Port = port, Authorities = [X509CertificateLoader.LoadCertificate(certificate.RawData)] };
        await using var sender = Sender(target);

        var served = ServeAsync(listener, certificate);
        Assert.Equal(SendVerdict.Delivered, (await sender.SendAsync(SenderTests.Delivery(), Samples.Alert(1), Now)).Verdict);
        var (connection, text) = await served;
        Assert.StartsWith("<108>1 2026-03-02T", text, StringComparison.Ordinal);
        Assert.Contains("CEF:0|AuditOps|AuditOps|", text, StringComparison.Ordinal);
        Assert.EndsWith("cs4Label=delivery cs4=d1", text, StringComparison.Ordinal);

        connection.Dispose();
        served = ServeAsync(listener, certificate);
        // What closes while nobody writes is noticed without a message being lost to it.
        for (var deadline = DateTime.UtcNow.AddSeconds(60); sender.IsConnected; await Task.Delay(10, Now))
            Assert.True(DateTime.UtcNow < deadline, "the end of the connection was not noticed");
        Assert.Equal(SendVerdict.Delivered, (await sender.SendAsync(SenderTests.Delivery() with { DeliveryId = "d2" }, Samples.Alert(1), Now)).Verdict);
        (connection, text) = await served.WaitAsync(TimeSpan.FromSeconds(60), Now);
        Assert.EndsWith("cs4=d2", text, StringComparison.Ordinal);
        connection.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_leads_nowhere_and_an_address_that_is_refused_are_no_delivery()
    {
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new TargetOptions { Name = "siem", Kind = TargetKind.Syslog, Host = "localhost", Port = ((IPEndPoint)listener.LocalEndpoint).Port };
        var served = ServeAsync(listener, certificate);
        await using (var sender = Sender(target))
            Assert.Equal((SendVerdict.Retry, "tls"), Of(await sender.SendAsync(SenderTests.Delivery(), Samples.Alert(1), Now)));
        await Assert.ThrowsAnyAsync<Exception>(() => served);

        await using (var sender = new SyslogSender(target, new AddressGuard(new AddressAllowance()), "host", TimeProvider.System))
            Assert.Equal((SendVerdict.Refused, "address_refused"), Of(await sender.SendAsync(SenderTests.Delivery(), Samples.Alert(1), Now)));

        listener.Stop();
        await using (var sender = Sender(target))
            Assert.Equal((SendVerdict.Retry, "connection"), Of(await sender.SendAsync(SenderTests.Delivery(), Samples.Alert(1), Now)));
    }

    private static (SendVerdict, string) Of(SendOutcome outcome) => (outcome.Verdict, outcome.Code);

    private static SyslogSender Sender(TargetOptions target) =>
        new(target, new AddressGuard(new AddressAllowance { Hosts = ["localhost"] }), "host", TimeProvider.System);

    /// <summary>Takes one connection and one message; the text behind the length.</summary>
    private static async Task<(IDisposable Connection, string Text)> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        var client = await listener.AcceptTcpClientAsync(Now);
        var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            var length = 0;
            for (int digit; (digit = await ByteAsync(stream)) != ' ';)
                length = length * 10 + digit - '0';
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, Now);
            return (client, Encoding.UTF8.GetString(body));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task<int> ByteAsync(SslStream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, Now);
        return one[0];
    }

    private static X509Certificate2 Certificate(RSA key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }
}
