using System.Text;
using AuditOps.Streams.Runtime.Kafka;
using AuditOps.Streams.Testing;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>What the simulated cluster does beyond the seam's contract. A simulation on a cluster that forgives would prove nothing.</summary>
public sealed class SimulatedClusterTests
{
    private static readonly TopicPartition In = new("in", 0);

    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    public void Keys_hash_as_in_kafka_s_own_test_table(string key, int hash) =>
        Assert.Equal((hash & 0x7fffffff) % 1009, Murmur2.Partition(Encoding.UTF8.GetBytes(key), 1009));

    [Fact]
    public void A_committed_offset_is_not_told_while_a_transaction_would_change_it()
    {
        var cluster = Cluster(new SimulatedClusterOptions());
        var producer = cluster.InitializeProducer("t");
        var member = cluster.Group("g").Enter(["in"]);
        cluster.Group("g").Join(member.Id, []);
        cluster.SendOffsets("t", producer, "g", member.Id, 1, [new TopicPartitionOffset(In, 5)]);
        Assert.Null(cluster.Group("g").StableOffset(In));

        cluster.EndTransaction("t", producer, cluster.Transactions[0], commit: true);

        Assert.Equal(5, cluster.Group("g").StableOffset(In));
    }

    [Fact]
    public void Offsets_of_an_old_generation_are_refused()
    {
        var cluster = Cluster(new SimulatedClusterOptions());
        var producer = cluster.InitializeProducer("t");
        var group = cluster.Group("g");
        var member = group.Enter(["in"]);
        group.Join(member.Id, []);
        group.Enter(["in"]);
        cluster.SendOffsets("t", producer, "g", member.Id, group.Generation, [new TopicPartitionOffset(In, 1)]);
        cluster.Time.Advance(cluster.Options.RebalanceTimeout * 2);
        cluster.Tick();

        var failure = Assert.Throws<StreamsException>(() => cluster.SendOffsets("t", producer, "g", member.Id, 1, [new TopicPartitionOffset(In, 2)]));

        Assert.Equal(StreamsErrorCode.KafkaProducerLost, failure.Code);
        producer = cluster.InitializeProducer("t");
        failure = Assert.Throws<StreamsException>(() => cluster.SendOffsets("t", producer, "g", member.Id, 1, [new TopicPartitionOffset(In, 2)]));
        Assert.Equal(StreamsErrorCode.KafkaAborted, failure.Code);
    }

    [Fact]
    public void Compaction_keeps_the_last_committed_record_of_each_key_and_what_is_undecided()
    {
        var cluster = Cluster(new SimulatedClusterOptions());
        var partition = cluster.Partition(In);
        var producer = cluster.InitializeProducer("t");
        Write("a", "1");
        Write("b", "1");
        End(commit: true);
        Write("a", "2");
        End(commit: false);
        Write("b", "2");
        End(commit: true);
        Write("b", "3");

        partition.Compact(moveStart: false);

        Assert.Equal([(0, "1"), (5, "2"), (7, "3")], partition.Records.Where(record => !record.IsMarker).Select(record => ((int)record.Offset, Encoding.UTF8.GetString(record.Value!))));
        Assert.Equal(7, partition.LastStable);

        void Write(string key, string value) =>
            partition.Append(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), null, 0, cluster.OpenTransaction("t", producer));

        void End(bool commit) => cluster.EndTransaction("t", producer, cluster.Transactions[^1], commit);
    }

    [Fact]
    public void A_record_sent_twice_by_an_idempotent_producer_is_there_once()
    {
        var cluster = Cluster(new SimulatedClusterOptions());
        var partition = cluster.Partition(In);
        var producer = cluster.InitializeProducer(null);
        var record = new OutgoingRecord("in", null, [1], null, 0);

        Assert.Equal(0, partition.AppendOnce(producer, 0, record, null));
        Assert.Equal(0, partition.AppendOnce(producer, 0, record, null));
        Assert.Equal(1, partition.AppendOnce(producer, 1, record, null));

        Assert.Equal(2, partition.End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void However_members_come_and_go_no_partition_has_two_owners_and_all_find_one(bool cooperative)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var cluster = Cluster(new SimulatedClusterOptions { Cooperative = cooperative });
            var members = new List<Member>();
            for (var step = 0; step < 100; step++)
            {
                switch (random.Next(12))
                {
                    case 0 when members.Count < 4:
                        members.Add(new Member(cluster));
                        break;
                    case 1 when members.Count > 1:
                        members[0].Leave(isKilled: random.Next(2) == 0);
                        members.RemoveAt(0);
                        break;
                    case 2:
                        cluster.Time.Advance(TimeSpan.FromSeconds(random.Next(6)));
                        cluster.Tick();
                        break;
                    default:
                        if (members.Count > 0)
                            members[random.Next(members.Count)].Poll();
                        break;
                }

                NoneIsShared(seed);
            }

            if (members.Count == 0)
                continue;
            for (var round = 0; round < 40; round++)
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
                members.ForEach(member => member.Poll());
                NoneIsShared(seed);
            }

            Assert.True(members.Sum(member => member.Owned.Count) == 4, $"seed {seed}: {members.Sum(member => member.Owned.Count)} of 4 partitions have an owner");

            void NoneIsShared(int seed)
            {
                // A member that was thrown out may believe what it likes: the coordinator refuses it.
                var owned = members.Where(member => member.IsKnown).SelectMany(member => member.Owned).ToList();
                Assert.True(owned.Count == owned.Distinct().Count(), $"seed {seed}: two owners in {string.Join(" ", owned)}");
            }
        }
    }

    private static SimulatedCluster Cluster(SimulatedClusterOptions options)
    {
        var cluster = new SimulatedCluster(options, new SimulatedTime(), new NoFaults());
        cluster.CreateTopic("in", 4);
        return cluster;
    }

    private sealed class Member : IPollListener
    {
        private readonly SimulatedCluster _cluster;
        private readonly SimulatedProcess _process;
        private readonly SimulatedSession _session;

        public Member(SimulatedCluster cluster)
        {
            _cluster = cluster;
            _process = new SimulatedProcess(cluster, "g", "i");
            _session = (SimulatedSession)_process.OpenSession(0);
            _session.Subscribe(["in"], this);
        }

        public HashSet<TopicPartition> Owned { get; } = [];

        public bool IsKnown => _session.Member is { } member && _cluster.Group("g").Knows(member);

        public void Poll() => _session.Poll(TimeSpan.Zero, 10, []);

        public void Leave(bool isKilled)
        {
            if (isKilled)
                _process.Kill();
            _session.Dispose();
        }

        public void OnAssigned(IReadOnlyList<TopicPartition> added) => Owned.UnionWith(added);

        public void OnRevoked(IReadOnlyList<TopicPartition> removed) => Owned.ExceptWith(removed);

        public void OnLost(IReadOnlyList<TopicPartition> removed) => Owned.ExceptWith(removed);

        public void OnReachedEnd(TopicPartition partition, long offset)
        {
        }
    }
}
