return await NhiEvents.Local.Commands.CommandLine.RunAsync(args);
