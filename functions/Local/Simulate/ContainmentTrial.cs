using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Attacks;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Simulate;

/// <summary>After the world has come to rest, a person approves every proposed containment and later takes every one back; the tenant says what really changed.</summary>
internal sealed class ContainmentTrial
{
    /// <summary>So soon after the word of a person it has to be done.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>How long after the end of the world all of it takes.</summary>
    public static TimeSpan Lasts { get; } = (2 * Soon) + TimeSpan.FromMinutes(10);

    private readonly SimulatedWorld _world;
    private readonly Storage _storage;
    private readonly TimeProvider _time;
    private TenantPhotograph _before;
    private readonly Work _work;
    private int _step;
    private int _proposed;
    private int _offered;
    private IReadOnlyList<string> _changed = [];
    private int _left;

    public ContainmentTrial(SimulatedWorld world, Storage storage, Scheduler scheduler)
    {
        (_world, _storage, _time, _before) = (world, storage, scheduler.Time, TenantPhotograph.Of(world.Tenant));
        _work = scheduler.Register("a person who approves", StepAsync);
        _work.Wake(world.Ends);
    }

    public ContainmentVerdict Verdict()
    {
        var attacked = Attacked().ToList();
        return new ContainmentVerdict(
            attacked.Count,
            _proposed,
            _changed.Count(id => _world.AttackedAt(id) is not null),
            _left,
            _offered,
            _changed.Count(id => _world.AttackedAt(id) is null),
            TenantPhotograph.Of(_world.Tenant).DifferencesFrom(_before).Count);
    }

    private IEnumerable<TenantUser> Attacked() => _world.Tenant.Administration.All<TenantUser>().Where(user => _world.AttackedAt(user.Id) is not null);

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        var all = await ReactionsCommand.ReadAsync(_storage, ct);
        switch (_step++)
        {
            case 0:
                // Exceptions that end and ways that people make by hand are no reactions.
                _before = _world.HasExceptions ? TenantPhotograph.Of(_world.Tenant) : _before;
                var disabling = all.Where(reaction => reaction.Kind is ReactionKind.DisableIdentity && reaction.State is not ReactionState.Observed).ToList();
                _proposed = disabling.Select(reaction => reaction.Identity.Id).Distinct().Count(id => _world.AttackedAt(id) is not null);
                await SendAsync([.. disabling.Where(reaction => reaction.State is ReactionState.Proposed).Select(Approval)], ct);
                break;
            case 1:
                _changed = TenantPhotograph.Of(_world.Tenant).DifferencesFrom(_before);
                _left = all.Where(reaction => reaction is { Kind: ReactionKind.DisableIdentity, State: ReactionState.Refused, Text.Length: > 0 }).Select(reaction => reaction.Identity.Id).Distinct().Count(id => _world.AttackedAt(id) is not null);
                _offered = all.Count(reaction => reaction.Kind is ReactionKind.OfferException or ReactionKind.GrantException && reaction.At >= _world.AttackedAt(reaction.Identity.Id));
                await SendAsync([.. all.Where(reaction => reaction is { State: ReactionState.Done, Changed: true }).Select(Undo)], ct);
                break;
            default:
                return null;
        }

        return _time.GetUtcNow() + Soon;
    }

    private OutgoingMessage Approval(Reaction reaction)
    {
        var approve = new ApproveReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, _world.Setting.ApproverAccounts[0], _time.GetUtcNow());
        return new OutgoingMessage(MessageIds.From(ApproveReaction.Kind, reaction.Id), ApproveReaction.Kind, JsonSerializer.SerializeToUtf8Bytes(approve, NhiJson.Default.ApproveReaction));
    }

    private OutgoingMessage Undo(Reaction reaction)
    {
        var undo = new UndoReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, _time.GetUtcNow());
        return new OutgoingMessage(MessageIds.From(UndoReaction.Kind, reaction.Id), UndoReaction.Kind, JsonSerializer.SerializeToUtf8Bytes(undo, NhiJson.Default.UndoReaction));
    }

    private Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct) =>
        messages.Count == 0 ? Task.CompletedTask : new SqliteMessageBus(_storage.Broker).SendAsync(Queues.Reactions, messages, ct);
}
