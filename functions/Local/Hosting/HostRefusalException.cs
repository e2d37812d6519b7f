namespace NhiEvents.Local.Hosting;

/// <summary>Something that the Functions host or Azure would refuse too. The message says what, where and what to do; the program ends with exit code 2.</summary>
internal sealed class HostRefusalException(string message) : Exception(message)
{
    /// <summary>What is said of a service on Azure that refused or could not be reached.</summary>
    /// <param name="takes">The roles that a call of it needs, as the end of a sentence.</param>
    public static HostRefusalException Unanswered(string service, Exception fault, string takes) =>
        new($"{service} did not answer as needed: {fault.Message.ReplaceLineEndings(" ")} It takes {takes}.");
}
