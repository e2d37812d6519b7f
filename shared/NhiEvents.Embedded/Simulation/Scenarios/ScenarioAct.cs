using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Something that happens in the tenant. A new kind of act is a record with its two methods, and its name here.</summary>
/// <param name="At">Since the start.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "act")]
[JsonDerivedType(typeof(EnforcePolicy), "enforce-policy")]
[JsonDerivedType(typeof(DemandMfaInAzure), "demand-mfa-in-azure")]
[JsonDerivedType(typeof(ExpireSecrets), "expire-secrets")]
[JsonDerivedType(typeof(DisableAccounts), "disable-accounts")]
[JsonDerivedType(typeof(ChangePasswords), "change-passwords")]
[JsonDerivedType(typeof(StopJobs), "stop-jobs")]
[JsonDerivedType(typeof(SprayPasswords), "spray-passwords")]
[JsonDerivedType(typeof(UseStolenPassword), "use-stolen-password")]
[JsonDerivedType(typeof(UseStolenSecret), "use-stolen-secret")]
[JsonDerivedType(typeof(AddSecret), "add-secret")]
[JsonDerivedType(typeof(PlantSecrets), "plant-secrets")]
[JsonDerivedType(typeof(ExcludeByHand), "exclude-by-hand")]
[JsonDerivedType(typeof(AskForExceptions), "ask-for-exceptions")]
[JsonDerivedType(typeof(AskForListEntry), "ask-for-list-entry")]
[JsonDerivedType(typeof(AskForAttacked), "ask-for-attacked")]
[JsonDerivedType(typeof(SprawlExclusions), "sprawl-exclusions")]
[JsonDerivedType(typeof(RevertPolicy), "revert-policy")]
[JsonDerivedType(typeof(RotateSecrets), "rotate-secrets")]
[JsonDerivedType(typeof(AttackAccounts), "attack-accounts")]
public abstract record ScenarioAct(TimeSpan At)
{
    /// <summary>The company has set up what exceptions need.</summary>
    internal virtual bool NeedsExceptions => false;

    /// <summary>Secrets lie in a vault and are rotated.</summary>
    internal virtual bool NeedsRotations => false;

    /// <summary>Before the first moment: what must be so for the act to come to pass.</summary>
    internal virtual void Prepare(World world)
    {
    }

    /// <summary>The act; returns when it goes on, or null when it is done.</summary>
    /// <param name="step">0 at first, then counting up.</param>
    internal abstract DateTimeOffset? Run(World world, DateTimeOffset now, int step);
}

/// <summary>The policies of a generated tenant that a scenario can switch on.</summary>
public enum SeededPolicy
{
    MfaForEveryone,
    BlockLegacy,
    BlockWorkloads,
}
