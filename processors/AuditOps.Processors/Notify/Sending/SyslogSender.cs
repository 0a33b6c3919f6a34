using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>
/// One connection to a syslog receiver, made anew when it breaks. Syslog confirms nothing: "delivered" is what the connection took while the other side had not closed it.
/// </summary>
internal sealed class SyslogSender(TargetOptions target, AddressGuard guard, string host, TimeProvider time) : ISender
{
    private readonly GuardedConnector _connector = new(guard);
    private readonly SemaphoreSlim _turn = new(1);
    private Socket? _socket;
    private Stream? _stream;
    private Task _farewell = Task.CompletedTask;

    /// <summary>Whether there is a connection that the receiver has not closed, as far as can be known here.</summary>
    internal bool IsConnected => _stream is not null && !_farewell.IsCompleted;

    public async Task<SendOutcome> SendAsync(Delivery delivery, Alert alert, CancellationToken cancel)
    {
        var message = SyslogMessage.Create(delivery, alert, host);
        using var limit = new CancellationTokenSource(target.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await _turn.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return TimedOut();
        }

        var isDone = false;
        try
        {
            if (!IsConnected)
                await ConnectAsync(both.Token);
            await _stream!.WriteAsync(message, both.Token);
            await _stream.FlushAsync(both.Token);
            isDone = true;
            return SendOutcome.Delivered("sent");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return TimedOut();
        }
        catch (AddressRefusedException e)
        {
            return SendOutcome.Refused("address_refused", $"{e.Message}.");
        }
        catch (AuthenticationException)
        {
            return SendOutcome.Retry("tls", "No secure connection: the certificate is not trusted, has expired or is another host's, or the receiver speaks no TLS of this age.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var code = (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode;
            return SendOutcome.Retry("connection", $"No connection: {code?.ToString() ?? "it broke"}.");
        }
        finally
        {
            // Part of a message may be on its way: whatever is written next on the same connection would not be understood.
            if (!isDone)
                Drop();
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        Drop();
        _socket = await _connector.ConnectAsync(target.Host!, target.Port, cancel);
        _stream = new NetworkStream(_socket, ownsSocket: true);
        if (target.Plain)
        {
            _farewell = ListenAsync(_stream);
            return;
        }

        var secure = new SslStream(_stream);
        _stream = secure;
        var options = new SslClientAuthenticationOptions { TargetHost = target.Host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (target.Authorities is { } authorities)
            options.CertificateChainPolicy = HttpPoster.TrustOnly(authorities);
        await secure.AuthenticateAsClientAsync(options, cancel);
        _farewell = ListenAsync(secure);
    }

    /// <summary>
    /// Ends when the receiver ends the connection. A receiver has nothing to say; but TLS has (tickets for later sessions), and only who reads it sees the end that stands behind it.
    /// </summary>
    private static async Task ListenAsync(Stream stream)
    {
        var waste = new byte[512];
        try
        {
            while (await stream.ReadAsync(waste) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Broken off, or closed here: an end as well.
        }
    }

    private void Drop()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        _stream = null;
        _socket = null;
    }

    private SendOutcome TimedOut() => SendOutcome.Retry("timeout", $"Not taken within {target.Timeout.TotalSeconds:0.#} s.");
}
