using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>The group coordinator on a clock of its own: what takes seconds in life takes none here.</summary>
public sealed class GroupMembershipTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "auditops-groups-" + Guid.NewGuid().ToString("n"));
    private LogStore _store = null!;
    private DeadlineQueue _deadlines = null!;
    private GroupRegistry _registry = null!;

    public GroupMembershipTests() => Open();

    private GroupMembership Groups => _registry.Membership;

    [Fact]
    public async Task A_new_member_is_given_its_id_first_and_then_leads_alone()
    {
        var refused = await Groups.JoinAsync(Join(""), Context());
        Assert.Equal(KafkaError.MemberIdRequired, refused.Error);
        var joined = await Groups.JoinAsync(Join(refused.MemberId), Context());
        Assert.Equal((KafkaError.None, 1, refused.MemberId, 1), (joined.Error, joined.GenerationId, joined.Leader, joined.Members.Count));
        var synced = await Groups.SyncAsync(Sync(joined, (joined.MemberId, [7])));
        Assert.Equal(new byte[] { 7 }, synced.Assignment);
        Assert.Equal(KafkaError.None, Beat(joined));
    }

    [Fact]
    public async Task A_second_member_makes_the_first_join_again_and_both_get_what_the_leader_says()
    {
        var first = await SettledAsync();
        var second = await IdAsync();
        var joining = Groups.JoinAsync(Join(second), Context());
        Assert.Equal(KafkaError.RebalanceInProgress, Beat(first));
        Assert.False(joining.IsCompleted);
        var leader = await Groups.JoinAsync(Join(first.MemberId), Context());
        var follower = await joining;
        Assert.Equal((2, first.MemberId, 2, 0), (leader.GenerationId, leader.Leader, leader.Members.Count, follower.Members.Count));
        var waiting = Groups.SyncAsync(Sync(follower));
        Assert.False(waiting.IsCompleted);
        await Groups.SyncAsync(Sync(leader, (first.MemberId, [1]), (second, [2])));
        Assert.Equal(new byte[] { 2 }, (await waiting).Assignment);
    }

    [Fact]
    public async Task A_member_that_falls_silent_is_removed_after_its_session_and_not_before()
    {
        var member = await SettledAsync();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(KafkaError.None, Beat(member));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(KafkaError.None, Beat(member));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(KafkaError.UnknownMemberId, Beat(member));
        Assert.Equal(GroupState.Empty, _registry.Find("g")!.State);
    }

    [Fact]
    public async Task A_group_whose_only_session_is_over_can_be_deleted_though_its_timer_is_late()
    {
        await SettledAsync();
        _time.AdvanceAheadOfTimers(TimeSpan.FromSeconds(9));
        Assert.Equal(KafkaError.NonEmptyGroup, await DeleteAsync());
        _time.AdvanceAheadOfTimers(TimeSpan.FromSeconds(2));
        Assert.Equal(KafkaError.None, await DeleteAsync());

        async Task<KafkaError> DeleteAsync() => (await new GroupOffsets(_registry).DeleteGroupsAsync(new DeleteGroupsRequest { Groups = ["g"] })).Results[0].Error;
    }

    [Fact]
    public async Task The_barrier_opens_without_a_member_that_does_not_join_again_in_time()
    {
        var first = await SettledAsync();
        var second = await IdAsync();
        var joining = Groups.JoinAsync(Join(second), Context());
        for (var i = 0; i < 6; i++)
        {
            // Alive, but stuck in its own work: it sends heartbeats and never joins.
            _time.Advance(TimeSpan.FromSeconds(5));
            if (i < 5) Assert.Equal(KafkaError.RebalanceInProgress, Beat(first));
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        var joined = await joining;
        Assert.Equal((KafkaError.None, second, 1), (joined.Error, joined.Leader, joined.Members.Count));
        Assert.Equal(KafkaError.UnknownMemberId, Beat(first));
    }

    [Fact]
    public async Task A_leader_that_dies_before_it_assigns_is_removed_and_the_others_rebalance()
    {
        var first = await SettledAsync();
        var second = await IdAsync();
        var joining = Groups.JoinAsync(Join(second), Context());
        var leader = await Groups.JoinAsync(Join(first.MemberId), Context());
        var follower = await joining;
        var waiting = Groups.SyncAsync(Sync(follower));
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(KafkaError.None, Beat(leader));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(KafkaError.RebalanceInProgress, (await waiting).Error);
        var again = await Groups.JoinAsync(Join(second), Context());
        Assert.Equal((KafkaError.None, second), (again.Error, again.Leader));
    }

    [Fact]
    public async Task A_leader_that_lives_but_never_assigns_is_removed_after_the_rebalance_timeout()
    {
        var leader = await Groups.JoinAsync(Join(await IdAsync()), Context());
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(7));
            Assert.Equal(KafkaError.None, Beat(leader));
        }
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(KafkaError.UnknownMemberId, Beat(leader));
    }

    [Fact]
    public async Task The_first_rebalance_waits_for_more_members_where_a_delay_is_set()
    {
        await ReopenAsync(options => options with { GroupInitialRebalanceDelay = TimeSpan.FromSeconds(3) });
        var first = Groups.JoinAsync(Join(await IdAsync()), Context());
        _time.Advance(TimeSpan.FromSeconds(2));
        var second = Groups.JoinAsync(Join(await IdAsync()), Context());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(first.IsCompleted || second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((1, 1), ((await first).GenerationId, (await second).GenerationId));
    }

    [Fact]
    public async Task An_id_given_out_and_never_used_does_not_hold_the_barrier_for_ever()
    {
        var first = await SettledAsync();
        await IdAsync();
        var rejoining = Groups.JoinAsync(Join(first.MemberId), Context());
        Assert.False(rejoining.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(2, (await rejoining).GenerationId);
    }

    [Fact]
    public async Task A_static_member_that_comes_back_takes_its_place_and_fences_its_former_self()
    {
        var before = await Groups.JoinAsync(Join("", instance: "i"), Context());
        await Groups.SyncAsync(Sync(before, (before.MemberId, [9])));
        var after = await Groups.JoinAsync(Join("", instance: "i"), Context());
        Assert.Equal((KafkaError.None, before.GenerationId), (after.Error, after.GenerationId));
        Assert.NotEqual(before.MemberId, after.MemberId);
        Assert.Equal(new byte[] { 9 }, (await Groups.SyncAsync(Sync(after))).Assignment);
        Assert.Equal(KafkaError.FencedInstanceId, Groups.Heartbeat(new HeartbeatRequest { GroupId = "g", GenerationId = 1, MemberId = before.MemberId, GroupInstanceId = "i" }));
    }

    [Fact]
    public async Task Members_and_their_assignment_survive_a_restart_for_one_session()
    {
        var member = await SettledAsync();
        await CommitAsync(member, 5);
        await ReopenAsync();
        Assert.Equal(KafkaError.None, Beat(member));
        Assert.Equal(new byte[] { 1 }, (await Groups.SyncAsync(Sync(member))).Assignment);
        Assert.Equal(5, Committed());
        await ReopenAsync();
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(KafkaError.UnknownMemberId, Beat(member));
    }

    [Fact]
    public async Task Offsets_expire_only_long_after_the_last_member_has_left()
    {
        var member = await SettledAsync();
        await CommitAsync(member, 5);
        for (var day = 1; day <= 8; day++)
        {
            // A member that commits nothing more keeps what it has committed, however long ago.
            for (var beat = 0; beat < 24 * 400; beat++)
            {
                _time.Advance(TimeSpan.FromSeconds(9));
                Assert.Equal(KafkaError.None, Beat(member));
            }
        }
        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(2));
        Assert.Equal(5, Committed());
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(-1, Committed());
        Assert.Null(_registry.Find("g"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_session_timeout_out_of_range_is_refused(int timeout)
    {
        var request = Join("");
        request.SessionTimeoutMs = timeout;
        Assert.Equal(KafkaError.InvalidSessionTimeout, (await Groups.JoinAsync(request, Context())).Error);
    }

    [Fact]
    public async Task A_member_with_another_protocol_and_commits_of_strangers_are_refused()
    {
        var member = await SettledAsync();
        var stranger = Join("");
        stranger.Protocols = [new JoinGroupProtocol { Name = "other" }];
        Assert.Equal(KafkaError.InconsistentGroupProtocol, (await Groups.JoinAsync(stranger, Context())).Error);
        Assert.Equal(KafkaError.UnknownMemberId, await CommitErrorAsync("nobody", member.GenerationId));
        Assert.Equal(KafkaError.IllegalGeneration, await CommitErrorAsync(member.MemberId, member.GenerationId + 1));
        Assert.Equal(KafkaError.UnknownMemberId, await CommitErrorAsync("", -1));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void Open(Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        var options = new BrokerOptions { DataDirectory = _directory, MinFreeDiskBytes = 1024 * 1024, FlushPolicy = FlushPolicy.None };
        options = configure?.Invoke(options) ?? options;
        // The store lives on the real clock: its own timers are not what is tested here.
        _store = LogStore.Open(options.ToStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        _deadlines = new DeadlineQueue(_time);
        _registry = new GroupRegistry(_store, options, _time, _deadlines, NullLogger.Instance);
    }

    private async Task CloseAsync()
    {
        await _deadlines.DisposeAsync();
        _registry.Close();
        await _store.DisposeAsync();
    }

    private async Task ReopenAsync(Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        await CloseAsync();
        Open(configure);
    }

    private static RequestContext Context() => new(7, "client", "/127.0.0.1", new ClientSession(new Listener("127.0.0.1", 0, NeedsLogin: false), "127.0.0.1"), CancellationToken.None);

    private static JoinGroupRequest Join(string memberId, string? instance = null) => new()
    {
        GroupId = "g",
        MemberId = memberId,
        GroupInstanceId = instance,
        SessionTimeoutMs = 10_000,
        RebalanceTimeoutMs = 30_000,
        ProtocolType = "consumer",
        Protocols = [new JoinGroupProtocol { Name = "range", Metadata = [0] }],
    };

    private static SyncGroupRequest Sync(JoinGroupResponse joined, params (string MemberId, byte[] Assignment)[] assignments) => new()
    {
        GroupId = "g",
        MemberId = joined.MemberId,
        GenerationId = joined.GenerationId,
        Assignments = [.. assignments.Select(entry => new SyncGroupAssignment { MemberId = entry.MemberId, Assignment = entry.Assignment })],
    };

    private KafkaError Beat(JoinGroupResponse joined) => Groups.Heartbeat(new HeartbeatRequest { GroupId = "g", GenerationId = joined.GenerationId, MemberId = joined.MemberId });

    private async Task<string> IdAsync() => (await Groups.JoinAsync(Join(""), Context())).MemberId;

    private async Task<JoinGroupResponse> SettledAsync()
    {
        var joined = await Groups.JoinAsync(Join(await IdAsync()), Context());
        await Groups.SyncAsync(Sync(joined, (joined.MemberId, [1])));
        return joined;
    }

    private Task CommitAsync(JoinGroupResponse member, long offset) => CommitErrorAsync(member.MemberId, member.GenerationId, offset);

    private async Task<KafkaError> CommitErrorAsync(string memberId, int generation, long offset = 1)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = "g",
            MemberId = memberId,
            GenerationId = generation,
            Topics = [new OffsetCommitTopic { Name = "t", Partitions = [new OffsetCommitPartition { Index = 0, Offset = offset }] }],
        };
        return (await _registry.Offsets.CommitAsync(request, (_, _) => KafkaError.None)).Topics[0].Partitions[0].Error;
    }

    private long Committed() =>
        _registry.Offsets.Fetch(new OffsetFetchGroup { GroupId = "g", Topics = [new OffsetFetchTopic { Name = "t", Partitions = [0] }] }, requireStable: false).Topics[0].Partitions[0].Offset;
}
