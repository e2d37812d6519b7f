namespace NhiEvents.Local.Output;

/// <summary>Standard output for a program: the bytes of one document and the end of the line.</summary>
internal static class StandardOutput
{
    public static void Write(Action<Stream> document)
    {
        using var output = Console.OpenStandardOutput();
        document(output);
        output.WriteByte((byte)'\n');
    }
}
