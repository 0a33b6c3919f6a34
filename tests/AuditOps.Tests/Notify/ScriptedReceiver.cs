using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AuditOps.Tests.Notify;

/// <summary>A small web server that keeps what it is sent and answers as it is told, down to the bytes.</summary>
internal sealed class ScriptedReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Task _accepting;
    private int _number;

    /// <summary>Called for each request with its number from 1 on; the answer, or null to close without one.</summary>
    public Func<int, Received, CancellationToken, Task<string?>> Answer { get; set; } = static (_, _, _) => Task.FromResult<string?>(Reply("200 OK"));

    public ScriptedReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    public IReadOnlyList<Received> All => [.. _received];

    public static string Reply(string status, string headers = "", string body = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public void Always(string status, string headers = "", string body = "") => Answer = (_, _, _) => Task.FromResult<string?>(Reply(status, headers, body));

    /// <summary>Waits until so many requests have come; a deadline makes it a failure.</summary>
    public async Task<IReadOnlyList<Received>> WaitAsync(int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (_received.Count < count)
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"{_received.Count} requests came, not {count}");
            await Task.Delay(10);
        }

        return All;
    }

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
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream) is { } received)
                {
                    _received.Enqueue(received);
                    if (await Answer(Interlocked.Increment(ref _number), received, _stop.Token) is not { } answer)
                        return;
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                    // An answer that breaks off ends with the connection.
                    if (!answer.Contains("\r\n\r\n", StringComparison.Ordinal))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Whoever called has hung up, or the test is over.
            }
        }
    }

    private async Task<Received?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"], null)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new Received(lines[0], headers, body);
    }

    internal sealed record Received(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Id => Headers["webhook-id"];
        public string Text => Encoding.UTF8.GetString(Body);
    }
}
