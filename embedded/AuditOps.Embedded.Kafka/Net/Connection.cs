using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using AuditOps.Embedded.Kafka.Wire;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>
/// One client: a loop that reads requests and hands them to their handlers, and a queue that sends the answers. Whatever is wrong with a request
/// ends this connection and nothing else.
/// </summary>
internal sealed class Connection : IDeadline, IDisposable
{
    /// <summary>Read at once while the size of the next request is not known. A large request is read to its end exactly, so that it is not moved again.</summary>
    private const int SmallBuffer = 64 * 1024;

    /// <summary>A claimed size up to here is believed; above, the buffer grows only as bytes arrive.</summary>
    private const int TrustedBytes = 4 * 1024 * 1024;

    /// <summary>A buffer larger than this goes after its request, and does not come from the pool, which would keep it for good.</summary>
    private const int KeptBytes = 2 * 1024 * 1024;

    /// <summary>Largest request of a client that has not logged in yet, bytes; a login needs a few hundred.</summary>
    private const int BeforeLoginBytes = 64 * 1024;

    /// <summary>Key, version, correlation id and an absent client id.</summary>
    private const int SmallestRequest = 10;

    private readonly Socket _socket;
    private readonly ApiTable _apis;
    private readonly Broker _broker;
    private readonly ILogger _log;
    private readonly ReplyQueue _replies;
    private readonly WireReader _reader = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly string _host;
    private readonly ClientSession _session;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int _start;
    private int _end;
    private long _sinceMs;
    private long _activeMs;
    private long _requestSinceMs;
    private int _disposed;
    private int _taken;

    public Connection(Socket socket, Listener listener, ApiTable apis, Broker broker, ILogger log)
    {
        _socket = socket;
        _apis = apis;
        _broker = broker;
        _log = log;
        _replies = new ReplyQueue(socket);
        Peer = socket.RemoteEndPoint?.ToString() ?? "";
        _host = "/" + ((socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "");
        _session = new ClientSession(listener, ClientSession.HostOf(socket.RemoteEndPoint));
    }

    public string Peer { get; }

    public async Task RunAsync()
    {
        _sinceMs = _activeMs = _broker.Deadlines.NowMs;
        _broker.Deadlines.Schedule(this, _activeMs + CheckEveryMs);
        var sending = SendAsync();
        try
        {
            while (await ReadRequestAsync() is var size and > 0)
            {
                await DispatchAsync(size);
                _start += size;
                Trim();
                GiveBack();
                if (!_session.IsRefused) continue;
                // The answer says why; it is the last one.
                _replies.Complete();
                await sending;
                break;
            }
        }
        catch (MalformedRequestException malformed)
        {
            Log.RequestRefused(_log, Peer, malformed.Message);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            Log.ConnectionLost(_log, Peer, error.Message);
        }
        catch (Exception error)
        {
            // The edge of this connection's loop: a fault in handling one client must not reach the others.
            Log.RequestFailed(_log, error, Peer);
        }
        await _closed.CancelAsync();
        _replies.Complete();
        Close();
        await sending;
        Dispose();
    }

    /// <summary>Only after <see cref="RunAsync"/>, which does it itself.</summary>
    public void Dispose()
    {
        Close();
        Return(_buffer);
        _buffer = [];
        GiveBack();
        _closed.Dispose();
    }

    /// <summary>Ends the connection; its loops come to their end by themselves.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _socket.Dispose();
    }

    public void OnDeadline(long nowMs)
    {
        if (Volatile.Read(ref _disposed) != 0) return;
        var options = _broker.Options;
        var sending = Volatile.Read(ref _replies.SendingSinceMs);
        var reading = Volatile.Read(ref _requestSinceMs);
        var limit = (long)options.RequestTimeout.TotalMilliseconds;
        var reason = (sending > 0 && nowMs - sending > limit, reading > 0 && nowMs - reading > limit) switch
        {
            (true, _) => "it does not read its answers",
            (_, true) => "a request takes too long to arrive",
            _ when _session.AwaitsLogin && nowMs - _sinceMs > limit => "it does not log in",
            _ => nowMs - Volatile.Read(ref _activeMs) > (long)options.IdleTimeout.TotalMilliseconds ? "it is idle" : null,
        };
        if (reason is null)
        {
            _broker.Deadlines.Schedule(this, nowMs + CheckEveryMs);
            return;
        }
        Log.ConnectionTimedOut(_log, Peer, reason);
        Close();
    }

    private long CheckEveryMs => Math.Max(100, (long)Math.Min(_broker.Options.RequestTimeout.TotalMilliseconds, _broker.Options.IdleTimeout.TotalMilliseconds) / 2);

    private async Task SendAsync()
    {
        try
        {
            await _replies.RunAsync(_broker.Deadlines);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            Log.ConnectionLost(_log, Peer, error.Message);
        }
        catch (Exception error)
        {
            // The edge of the sending loop: an answer that cannot be made ends its connection only.
            Log.RequestFailed(_log, error, Peer);
        }
        Close();
        // The reading loop may be waiting for room in the queue.
        _replies.Complete();
        if (!_closed.IsCancellationRequested) await _closed.CancelAsync();
    }

    /// <summary>Makes the next request lie whole at <see cref="_start"/> and gives its size; 0 when the client has closed.</summary>
    private async ValueTask<int> ReadRequestAsync()
    {
        if (!await FillAsync(4, SmallBuffer)) return 0;
        var size = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start, 4));
        if (size < SmallestRequest) throw new MalformedRequestException("the size is too small to be a request");
        if (size > (_session.AwaitsLogin ? BeforeLoginBytes : _broker.Options.MaxRequestBytes)) throw new MalformedRequestException("the size is above the limit");
        _start += 4;
        if (_end - _start < size)
        {
            if (size > SmallBuffer)
            {
                await _broker.Requests.TakeAsync(size);
                _taken = size;
            }
            Volatile.Write(ref _requestSinceMs, Math.Max(1, _broker.Deadlines.NowMs));
            if (!await FillAsync(size, size)) throw new MalformedRequestException("the connection ends in the middle of a request");
            Volatile.Write(ref _requestSinceMs, 0);
        }
        Volatile.Write(ref _activeMs, _broker.Deadlines.NowMs);
        return size;
    }

    /// <summary>Reads until <paramref name="needed"/> bytes are there, taking no more than <paramref name="wanted"/> if that is larger. False: the client has closed.</summary>
    private async ValueTask<bool> FillAsync(int needed, int wanted)
    {
        while (_end - _start < needed)
        {
            MakeRoom(needed, wanted);
            var room = Math.Min(_buffer.Length - _end, wanted - (_end - _start));
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end, room), SocketFlags.None);
            if (read == 0) return false;
            _end += read;
        }
        return true;
    }

    private void MakeRoom(int needed, int wanted)
    {
        var held = _end - _start;
        var target = Math.Min(Math.Max(needed, Math.Min(wanted, SmallBuffer)), Math.Max(TrustedBytes, held * 2));
        if (_buffer.Length - _start >= target && _end < _buffer.Length) return;
        if (_buffer.Length >= target && held < _buffer.Length)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, held);
        }
        else
        {
            var size = Math.Max(target, held + 1);
            var larger = size > KeptBytes ? GC.AllocateUninitializedArray<byte>(size) : ArrayPool<byte>.Shared.Rent(size);
            Buffer.BlockCopy(_buffer, _start, larger, 0, held);
            Return(_buffer);
            _buffer = larger;
        }
        _start = 0;
        _end = held;
    }

    private void Trim()
    {
        if (_start < _end) return;
        _start = 0;
        _end = 0;
        if (_buffer.Length <= KeptBytes) return;
        Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= KeptBytes) ArrayPool<byte>.Shared.Return(buffer);
    }

    private void GiveBack()
    {
        if (_taken > 0) _broker.Requests.Give(_taken);
        _taken = 0;
    }

    private ValueTask DispatchAsync(int size)
    {
        _reader.Reset(_buffer, _start, size);
        short key = 0, version = 0;
        var correlation = 0;
        string? clientId = null;
        _reader.Int16(ref key);
        _reader.Int16(ref version);
        _reader.Int32(ref correlation);
        var api = _apis.Find(key) ?? throw new MalformedRequestException($"API key {key} is not served");
        if (_session.AwaitsLogin && api.Key is not (ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate))
            throw new MalformedRequestException($"{api.Key} before the login");
        if (!api.Serves(version))
        {
            if (api.Key != ApiKey.ApiVersions) throw new MalformedRequestException($"version {version} of {api.Key} is not served");
            // A client that is too new learns from a version 0 answer what to ask with instead.
            var refusal = new ValueTask<IMessage?>(((Handlers.ApiVersionsApi)api).Describe(KafkaError.UnsupportedVersion));
            return _replies.AddAsync(new Reply(api, 0, correlation, refusal, null, default), _closed.Token);
        }
        // The client id keeps its old encoding in every version of the header.
        _reader.NullableString(ref clientId);
        _reader.Flexible = api.IsFlexible(version);
        _reader.Tags();
        // Bytes behind the last field are left alone, as Apache Kafka does: librdkafka's request for all topics has three.
        var request = api.Read(_reader, version);
        var context = new RequestContext(version, clientId ?? "", _host, _session, _closed.Token);
        var reply = api.WaitsForItsTurn
            ? new Reply(api, version, correlation, default, request, context)
            : new Reply(api, version, correlation, api.HandleAsync(request, context), null, context);
        return _replies.AddAsync(reply, _closed.Token);
    }
}
