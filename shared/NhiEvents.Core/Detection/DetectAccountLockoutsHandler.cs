using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes lockouts in Active Directory into the journal of their identity, and keeps that identity's findings up to date.</summary>
/// <remarks>Repeatable, in any order and together with other events in any order. A domain controller's word is enough: no sign-in to the cloud takes it back.</remarks>
public sealed class DetectAccountLockoutsHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectAccountLockoutsHandler> log)
{
    private readonly IdentityIntake _intake = new(identities, outbox, codes, options.Value, time, log);

    /// <inheritdoc cref="IdentityIntake.AddAsync{T}(IntakeOf{T}, IEnumerable{T}, CancellationToken)"/>
    public Task<IReadOnlyList<FailedEvents<AccountLockedOut>>> HandleAsync(IReadOnlyList<AccountLockedOut> events, CancellationToken ct) =>
        _intake.AddAsync(Intakes.Lockouts, events, ct);

    /// <inheritdoc cref="IdentityIntake.AddOneAsync"/>
    public Task<Outcome.Final> HandleOneAsync(AccountLockedOut lockout, CancellationToken ct) => _intake.AddOneAsync(Intakes.Lockouts, lockout, ct);
}
