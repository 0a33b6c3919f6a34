using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using AuditOps.Embedded.Kafka.Net;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class HostileClientTests
{
    private const int Seed = 4711;

    [Fact]
    public async Task Random_bytes_close_their_own_connection_and_leave_the_others_working()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { MaxRequestBytes = 2 * 1024 * 1024 });
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer();
        for (var round = 0; round < 40; round++)
        {
            var random = new Random(Seed + round);
            using var socket = await ConnectAsync(broker);
            var junk = new byte[random.Next(4, 100_000)];
            random.NextBytes(junk);
            await SendAsync(socket, junk);
            socket.Shutdown(SocketShutdown.Send);
            await UntilClosedAsync(socket, $"seed {Seed + round}");
        }
        Assert.Equal(0, (await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = "v" })).Offset.Value);
    }

    [Fact]
    public async Task Requests_with_damaged_bodies_never_harm_the_broker()
    {
        await using var broker = await TestBroker.StartAsync();
        var topic = await broker.CreateTopicAsync();
        foreach (var api in new ApiTable(null!).All)
        {
            for (var round = 0; round < 6; round++)
            {
                var random = new Random(Seed + round);
                using var socket = await ConnectAsync(broker);
                var body = new byte[random.Next(0, 300)];
                // Small numbers get further into a parser than random ones.
                for (var i = 0; i < body.Length; i++) body[i] = (byte)random.Next(random.Next(2) == 0 ? 4 : 256);
                await SendAsync(socket, Request((short)api.Key, (short)random.Next(api.MinVersion, api.MaxVersion + 1), body));
                socket.Shutdown(SocketShutdown.Send);
                await UntilClosedAsync(socket, $"{api.Key}, seed {Seed + round}");
            }
        }
        using var producer = broker.Producer();
        Assert.Equal(0, (await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = "v" })).Offset.Value);
    }

    [Theory]
    [InlineData(new byte[] { 0x7f, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x80, 0x00, 0x00, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x00 })]
    [InlineData(new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ' })]
    public async Task A_size_that_cannot_be_closes_the_connection_at_once(byte[] size)
    {
        await using var broker = await TestBroker.StartAsync();
        using var socket = await ConnectAsync(broker);
        await SendAsync(socket, size);
        await UntilClosedAsync(socket, "bad size");
    }

    [Fact]
    public async Task A_large_claim_takes_memory_only_as_its_bytes_arrive()
    {
        await using var broker = await TestBroker.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<Socket> sockets = [];
        for (var i = 0; i < 30; i++)
        {
            var socket = await ConnectAsync(broker);
            sockets.Add(socket);
            await SendAsync(socket, [0x06, 0x00, 0x00, 0x00, 0, 0, 0, 9, 0, 0, 0, 0]);
        }
        await UntilAsync(() => broker.Server.ConnectionCount == 30);
        // 30 claims of 96 MiB would be 2.8 GiB; believed are 4 MiB each at most.
        // Collected first: what other tests leave behind meanwhile does not count.
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < 30L * 6 * 1024 * 1024, $"{held:N0} bytes are held");
        foreach (var socket in sockets) socket.Dispose();
        await UntilAsync(() => broker.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task Large_requests_share_a_budget_and_wait_for_it_in_order()
    {
        var budget = new RequestBudget(100);
        Assert.True(budget.TakeAsync(60).IsCompleted);
        var second = budget.TakeAsync(60);
        var third = budget.TakeAsync(10);
        Assert.False(second.IsCompleted || third.IsCompleted);
        budget.Give(60);
        await Task.WhenAll(second, third).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        budget.Give(70);
        Assert.Equal(100, budget.Free);
    }

    [Fact]
    public async Task A_large_request_waits_for_those_that_hold_the_budget_and_is_read_when_they_are_gone()
    {
        const int Bytes = 8 * 1024 * 1024;
        await using var broker = await TestBroker.StartAsync(options => options with { MaxRequestBytes = Bytes, MaxRequestBytesInFlight = Bytes });
        var holder = await ConnectAsync(broker);
        // Another large one that never ends holds the whole budget.
        await SendAsync(holder, [.. Size(Bytes), 0, 18, 0, 0]);
        await UntilAsync(() => broker.Server.FreeRequestBytes == 0);

        using var waiting = await ConnectAsync(broker);
        var request = Request((short)ApiKey.ApiVersions, 0, new byte[1024 * 1024]);
        var sent = SendAsync(waiting, request);
        using var small = await ConnectAsync(broker);
        await SendAsync(small, Request((short)ApiKey.ApiVersions, 0, []));
        Assert.Equal(KafkaCode.None, await ErrorOfApiVersionsAsync(small));
        Assert.Equal(0, waiting.Available);

        holder.Dispose();
        await sent;
        Assert.Equal(KafkaCode.None, await ErrorOfApiVersionsAsync(waiting));
        await UntilAsync(() => broker.Server.FreeRequestBytes == Bytes);
    }

    private static byte[] Size(int bytes)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, bytes);
        return size;
    }

    [Fact]
    public async Task A_request_that_never_ends_is_cut_off()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        using var socket = await ConnectAsync(broker);
        await SendAsync(socket, [0, 0, 1, 0, 0]);
        await UntilClosedAsync(socket, "slow request");
    }

    [Fact]
    public async Task A_silent_connection_is_closed_after_the_idle_time()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        using var socket = await ConnectAsync(broker);
        await UntilClosedAsync(socket, "idle");
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_turned_away_until_one_is_free()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { MaxConnections = 2 });
        var first = await ConnectAsync(broker);
        using var second = await ConnectAsync(broker);
        await UntilAsync(() => broker.Server.ConnectionCount == 2);
        using (var third = await ConnectAsync(broker)) await UntilClosedAsync(third, "third connection");
        first.Dispose();
        await UntilAsync(() => broker.Server.ConnectionCount == 1);
        using var fourth = await ConnectAsync(broker);
        await SendAsync(fourth, Request((short)ApiKey.ApiVersions, 0, []));
        Assert.Equal(KafkaCode.None, await ErrorOfApiVersionsAsync(fourth));
    }

    [Fact]
    public async Task An_ApiVersions_request_of_the_future_is_answered_in_version_0()
    {
        await using var broker = await TestBroker.StartAsync();
        using var socket = await ConnectAsync(broker);
        await SendAsync(socket, Request((short)ApiKey.ApiVersions, 77, [1, 2, 3]));
        Assert.Equal(KafkaCode.UnsupportedVersion, await ErrorOfApiVersionsAsync(socket));
        // The connection is still good for a lower version.
        await SendAsync(socket, Request((short)ApiKey.ApiVersions, 0, []));
        Assert.Equal(KafkaCode.None, await ErrorOfApiVersionsAsync(socket));
    }

    [Fact]
    public async Task Requests_that_arrive_byte_by_byte_or_all_at_once_are_answered_in_order()
    {
        await using var broker = await TestBroker.StartAsync();
        using var socket = await ConnectAsync(broker);
        foreach (var single in Request((short)ApiKey.ApiVersions, 0, [])) await SendAsync(socket, [single]);
        Assert.Equal(KafkaCode.None, await ErrorOfApiVersionsAsync(socket));
        var many = Enumerable.Range(0, 200).SelectMany(i => Request((short)ApiKey.ApiVersions, (short)(i % 2 == 0 ? 0 : 99), [])).ToArray();
        await SendAsync(socket, many);
        for (var i = 0; i < 200; i++) Assert.Equal(i % 2 == 0 ? KafkaCode.None : KafkaCode.UnsupportedVersion, await ErrorOfApiVersionsAsync(socket));
    }

    private static class KafkaCode
    {
        public const short None = 0;
        public const short UnsupportedVersion = 35;
    }

    private static byte[] Request(short key, short version, byte[] body)
    {
        var bytes = new byte[4 + 10 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 10 + body.Length);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), key);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(6), version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 42);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(12), -1);
        body.CopyTo(bytes.AsSpan(14));
        return bytes;
    }

    private static async Task<short> ErrorOfApiVersionsAsync(Socket socket)
    {
        var head = await ReceiveAsync(socket, 4);
        var body = await ReceiveAsync(socket, BinaryPrimitives.ReadInt32BigEndian(head));
        Assert.Equal(42, BinaryPrimitives.ReadInt32BigEndian(body));
        Assert.True(BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(6)) > 20, "the answer lists no APIs");
        return BinaryPrimitives.ReadInt16BigEndian(body.AsSpan(4));
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = await socket.ReceiveAsync(bytes.AsMemory(read), SocketFlags.None, patience.Token);
            Assert.True(got > 0, "the connection was closed instead of answered");
            read += got;
        }
        return bytes;
    }

    private static async Task<Socket> ConnectAsync(TestBroker broker)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, broker.Port));
        return socket;
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None);
        }
        catch (SocketException)
        {
            // Closed while we were still sending: the broker has seen enough.
        }
    }

    private static async Task UntilClosedAsync(Socket socket, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, patience.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset: closed as well.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{what}: the connection was not closed in 10 s");
        }
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!reached())
        {
            Assert.True(DateTime.UtcNow < deadline, "not reached in 10 s");
            await Task.Delay(10);
        }
    }
}
