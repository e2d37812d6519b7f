using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection;

/// <summary>How events of one kind come to the journal of their identity.</summary>
internal sealed record IntakeOf<T>(
    Func<T, IdentityAddress> Address, Func<T, DateTimeOffset> At, Func<T, IEnumerable<string>> Evidence, Func<IReadOnlyList<T>, Arrivals> Arrivals);

/// <summary>The kinds of events that Detection takes.</summary>
internal static class Intakes
{
    public static IntakeOf<SignIn> SignIns { get; } = new(
        signIn => new IdentityAddress(signIn.TenantId, signIn.IdentityId), signIn => signIn.At, EvidenceOf, events => new Arrivals(events, [], [], []));

    public static IntakeOf<ResourceDenied> Denials { get; } = new(
        denied => new IdentityAddress(denied.TenantId, denied.IdentityId), denied => denied.At, denied => denied.Evidence, events => new Arrivals([], events, [], []));

    public static IntakeOf<ResourceChanged> Changes { get; } = new(
        changed => new IdentityAddress(changed.TenantId, changed.IdentityId), changed => changed.At, changed => changed.Evidence, events => new Arrivals([], [], events, []));

    public static IntakeOf<AccountLockedOut> Lockouts { get; } = new(
        lockout => new IdentityAddress(lockout.TenantId, lockout.IdentityId), lockout => lockout.At, lockout => lockout.Evidence, events => new Arrivals([], [], [], events));

    /// <summary>A service principal's row is evidence by itself, whoever sent it.</summary>
    private static IEnumerable<string> EvidenceOf(SignIn signIn) => signIn.Kind switch
    {
        SignInKind.ServicePrincipal => signIn.Evidence.Append(EvidenceKinds.ServicePrincipal),
        SignInKind.ManagedIdentity => signIn.Evidence.Append(EvidenceKinds.ManagedIdentity),
        SignInKind.InteractiveUser or SignInKind.NonInteractiveUser => signIn.Evidence,
    };
}
