using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

public sealed class WireRoundTripTests
{
    private const int Seed = 20261121;

    public static TheoryData<string> Apis() => new(new ApiTable(null!).All.Select(api => api.Key.ToString()));

    [Theory]
    [MemberData(nameof(Apis))]
    public void Every_version_of_every_message_reads_back_what_was_written(string name)
    {
        var api = new ApiTable(null!).All.Single(candidate => candidate.Key.ToString() == name);
        for (var version = api.MinVersion; version <= api.MaxVersion; version++)
        {
            for (var round = 0; round < 20; round++)
            {
                var random = new Random(Seed + round);
                RoundTrip(RequestType(api), api, version, random, round);
                RoundTrip(ResponseType(api), api, version, random, round);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void A_cut_or_damaged_request_is_refused_or_read_but_never_worse(string name)
    {
        var api = new ApiTable(null!).All.Single(candidate => candidate.Key.ToString() == name);
        for (var round = 0; round < 300; round++)
        {
            var random = new Random(Seed + round);
            var version = (short)random.Next(api.MinVersion, api.MaxVersion + 1);
            var bytes = Write(MessageFiller.Fill(RequestType(api), random), api, version);
            var damaged = bytes.AsSpan(0, random.Next(bytes.Length + 1)).ToArray();
            for (var hit = random.Next(6); hit > 0 && damaged.Length > 0; hit--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var reader = new WireReader();
            reader.Reset(damaged, 0, damaged.Length);
            reader.Flexible = api.IsFlexible(version);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                api.Read(reader, version);
            }
            catch (MalformedRequestException)
            {
                // Refused: as good as read.
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1_000_000 + (200L * damaged.Length), $"{name} v{version}, seed {Seed + round}: {allocated} bytes allocated for {damaged.Length}");
        }
    }

    [Fact]
    public void A_count_beyond_the_message_is_refused_before_anything_is_allocated()
    {
        byte[] metadataV1 = [0x7f, 0xff, 0xff, 0xff, 0, 1, (byte)'a'];
        var reader = new WireReader();
        reader.Reset(metadataV1, 0, metadataV1.Length);
        Assert.Throws<MalformedRequestException>(() => new MetadataRequest().Transfer(reader, 1));
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xfe })]
    [InlineData(new byte[] { 0x80, 0x00, 0x00, 0x00 })]
    public void A_negative_count_other_than_null_is_refused(byte[] count)
    {
        var reader = new WireReader();
        reader.Reset(count, 0, count.Length);
        Assert.Throws<MalformedRequestException>(() => new MetadataRequest().Transfer(reader, 1));
    }

    [Fact]
    public void Null_topics_and_no_topics_stay_different()
    {
        var api = new ApiTable(null!).Find((short)ApiKey.Metadata)!;
        foreach (var version in new short[] { 1, 4, 9, 12 })
        {
            Assert.Null(((MetadataRequest)Read(Write(new MetadataRequest { Topics = null }, api, version), api, version)).Topics);
            Assert.Empty(((MetadataRequest)Read(Write(new MetadataRequest { Topics = [] }, api, version), api, version)).Topics!);
        }
    }

    [Fact]
    public void Tagged_fields_nobody_knows_are_skipped()
    {
        // Heartbeat version 4: group "g", generation 7, member "m", no instance id, two tagged fields.
        byte[] bytes = [2, (byte)'g', 0, 0, 0, 7, 2, (byte)'m', 0, 2, 0, 3, 1, 2, 3, 9, 0];
        var reader = new WireReader();
        reader.Reset(bytes, 0, bytes.Length);
        reader.Flexible = true;
        var request = new HeartbeatRequest();
        request.Transfer(reader, 4);
        Assert.Equal(("g", 7, "m", null), (request.GroupId, request.GenerationId, request.MemberId, request.GroupInstanceId));
        Assert.Equal(0, reader.Remaining);
    }

    private static void RoundTrip(Type type, Api api, short version, Random random, int round)
    {
        var written = Write(MessageFiller.Fill(type, random), api, version);
        var reader = new WireReader();
        reader.Reset(written, 0, written.Length);
        reader.Flexible = api.IsFlexible(version);
        var read = (IMessage)Activator.CreateInstance(type)!;
        read.Transfer(reader, version);
        Assert.True(reader.Remaining == 0, $"{type.Name} v{version}, seed {Seed + round}: {reader.Remaining} bytes left");
        Assert.True(written.AsSpan().SequenceEqual(Write(read, api, version)), $"{type.Name} v{version}, seed {Seed + round}: differs when written again");
    }

    private static IMessage Read(byte[] bytes, Api api, short version)
    {
        var reader = new WireReader();
        reader.Reset(bytes, 0, bytes.Length);
        reader.Flexible = api.IsFlexible(version);
        return api.Read(reader, version);
    }

    private static byte[] Write(IMessage message, Api api, short version)
    {
        using var writer = new WireWriter { Flexible = api.IsFlexible(version) };
        message.Transfer(writer, version);
        List<ArraySegment<byte>> segments = [];
        writer.CollectSegments(segments);
        var bytes = segments.SelectMany(segment => segment).ToArray();
        Assert.Equal(writer.Length, bytes.Length);
        return bytes;
    }

    private static Type RequestType(Api api) => Message($"{api.Key}Request");

    private static Type ResponseType(Api api) => Message(api.Key == ApiKey.IncrementalAlterConfigs ? "AlterConfigsResponse" : $"{api.Key}Response");

    private static Type Message(string name) => typeof(ProduceRequest).Assembly.GetType($"{typeof(ProduceRequest).Namespace}.{name}", throwOnError: true)!;
}
