using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Registry;

/// <summary>A registry as it was read: what it says, and everything that is wrong with it.</summary>
/// <param name="Ignored">Columns or members that nobody reads.</param>
public sealed record RegistryReading(IReadOnlyList<IdentityFacts> Identities, IReadOnlyList<InputFault> Faults, IReadOnlyList<string> Ignored);
