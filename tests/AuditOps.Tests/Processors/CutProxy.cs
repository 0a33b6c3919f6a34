using System.Net;
using System.Net.Sockets;

namespace AuditOps.Tests.Processors;

/// <summary>Stands before a real server and can refuse connections, or pass the request on and keep the answer to itself.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private int _cutAnswers;

    public CutProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public enum Mode
    {
        Pass = 0,
        Refuse = 1,

        /// <summary>The server does its work; the client sees a broken connection.</summary>
        CutAnswer = 2,
    }

    public Uri Address { get; }

    public volatile Mode Now;

    /// <summary>Answers that were there and did not arrive.</summary>
    public int CutAnswers => Volatile.Read(ref _cutAnswers);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // The loop ends before its listener does: between two clients it would ask one that no longer listens.
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        if (Now == Mode.Refuse)
            return;
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port, _stop.Token);
            var up = near.GetStream().CopyToAsync(far.GetStream(), _stop.Token);
            var buffer = new byte[64 * 1024];
            while (await far.GetStream().ReadAsync(buffer, _stop.Token) is var read and > 0)
            {
                if (Now != Mode.Pass)
                {
                    if (Now == Mode.CutAnswer)
                        Interlocked.Increment(ref _cutAnswers);
                    return;
                }

                await near.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            await up;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One end has gone; the other goes with it.
        }
    }
}
