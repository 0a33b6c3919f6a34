using System.Net.Sockets;
using System.Threading.Channels;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>
/// A connection's answers: queued in the order of the requests, written in that order however their work completes. Small answers that are ready
/// together leave in one send.
/// </summary>
internal sealed class ReplyQueue(Socket socket)
{
    /// <summary>Requests of one connection that may be waiting for their answer; more are not read from the socket. librdkafka keeps 5 produce requests in flight.</summary>
    private const int MaxWaiting = 128;

    /// <summary>Bytes of ready answers gathered before they are sent.</summary>
    private const int GatherBytes = 64 * 1024;

    private readonly Channel<Reply> _replies = Channel.CreateBounded<Reply>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    private readonly List<ArraySegment<byte>> _segments = [];
    private readonly List<IDisposable> _release = [];

    /// <summary>When the send under way began, on the deadline queue's clock; 0 when none is.</summary>
    public long SendingSinceMs;

    public ValueTask AddAsync(Reply reply, CancellationToken cancellation) => _replies.Writer.WriteAsync(reply, cancellation);

    public void Complete() => _replies.Writer.TryComplete();

    /// <summary>Sends until the queue is completed and empty, or the connection fails.</summary>
    public async Task RunAsync(DeadlineQueue deadlines)
    {
        using var writer = new WireWriter();
        try
        {
            while (await _replies.Reader.WaitToReadAsync())
            {
                while (_replies.Reader.TryRead(out var reply))
                {
                    // Nothing that is ready waits for something that is not.
                    if (writer.Length > 0 && (reply.Deferred is not null || !reply.Task.IsCompleted)) await SendAsync(writer, deadlines);
                    var response = reply.Deferred is null ? await reply.Task : await reply.Api.HandleAsync(reply.Deferred, reply.Context);
                    if (response is null) continue;
                    Write(writer, reply, response);
                    if (response is IDisposable disposable) _release.Add(disposable);
                    if (writer.Length >= GatherBytes) await SendAsync(writer, deadlines);
                }
                if (writer.Length > 0) await SendAsync(writer, deadlines);
            }
        }
        finally
        {
            Release();
        }
    }

    private static void Write(WireWriter writer, Reply reply, IMessage response)
    {
        var start = writer.Position;
        var before = writer.Length;
        var length = 0;
        var correlation = reply.CorrelationId;
        writer.Flexible = reply.Api.IsFlexible(reply.Version);
        writer.Int32(ref length);
        writer.Int32(ref correlation);
        // Clients read the ApiVersions answer before they know what the broker speaks, so its header stays at version 0.
        if (reply.Api.Key != ApiKey.ApiVersions) writer.Tags();
        response.Transfer(writer, reply.Version);
        writer.PatchInt32(start, writer.Length - before - 4);
    }

    private async Task SendAsync(WireWriter writer, DeadlineQueue deadlines)
    {
        writer.CollectSegments(_segments);
        Volatile.Write(ref SendingSinceMs, Math.Max(1, deadlines.NowMs));
        if (_segments.Count == 1) await SendAllAsync(_segments[0]);
        else await socket.SendAsync(_segments, SocketFlags.None);
        Volatile.Write(ref SendingSinceMs, 0);
        _segments.Clear();
        writer.Reset();
        Release();
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = await socket.SendAsync(bytes, SocketFlags.None);
            bytes = bytes[sent..];
        }
    }

    private void Release()
    {
        foreach (var disposable in _release) disposable.Dispose();
        _release.Clear();
    }
}
