using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Scheduling;

namespace NhiEvents.Embedded.Vault;

/// <summary>Publishes an embedded vault's events when they are due.</summary>
public sealed class VaultEvents
{
    private readonly EmbeddedVault _vault;
    private readonly IEventPublisher _publisher;
    private readonly Work _work;

    public VaultEvents(EmbeddedVault vault, IEventPublisher publisher, Scheduler scheduler)
    {
        (_vault, _publisher) = (vault, publisher);
        _work = scheduler.Register("events of the vault " + vault.Name, StepAsync, keepsRunGoing: false);
        vault.EventDue += _work.Wake;
    }

    /// <summary>Begins, or goes on after the scheduler has forgotten everything.</summary>
    public void Start()
    {
        if (_vault.NextEventDue is { } due)
        {
            _work.Wake(due);
        }
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        if (_vault.TakeEvents() is { Count: > 0 } events)
        {
            await _publisher.PublishAsync(events, ct);
        }

        return _vault.NextEventDue;
    }
}
