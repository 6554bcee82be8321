//! Writes the files of a project as SSIS does.

/// A string with TLS and without warnings.
pub(super) const TLS: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;";
pub(super) const CLEARTEXT: &str = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=False;";

/// Returns a package of format 8 with this content.
pub(super) fn package(content: &str) -> String {
    package_with("", content)
}

/// Returns a package with further attributes.
pub(super) fn package_with(attributes: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<DTS:Executable xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:refId=\"Package\" \
         DTS:CreationName=\"Microsoft.Package\" DTS:ObjectName=\"Billing\" {attributes}>\n{content}\n</DTS:Executable>\n"
    )
}

/// Returns a GUID as SSIS writes it.
pub(super) fn guid(number: u32) -> String {
    format!("{{AB54027C-0000-0000-0000-{number:012X}}}")
}

/// Returns the connection manager "Mail" with the first GUID.
pub(super) fn mail(string: &str) -> String {
    manager("Mail", &guid(1), string, "")
}

/// Returns a connection manager, with elements besides its data.
pub(super) fn manager(name: &str, id: &str, string: &str, elements: &str) -> String {
    format!(
        "<DTS:ConnectionManager xmlns:DTS=\"www.microsoft.com/SqlServer/Dts\" DTS:CreationName=\"SMTP\" \
         DTS:DTSID=\"{id}\" DTS:ObjectName=\"{name}\">\n{elements}<DTS:ObjectData>\n\
         <SmtpConnectionManager ConnectionString=\"{string}\" />\n</DTS:ObjectData>\n</DTS:ConnectionManager>\n"
    )
}

/// Returns a Send Mail task.
pub(super) fn task(name: &str, reference: &str) -> String {
    task_with(name, reference, "", "")
}

/// Returns a Send Mail task with further attributes and elements.
pub(super) fn task_with(name: &str, reference: &str, attributes: &str, elements: &str) -> String {
    format!(
        "<DTS:Executable DTS:CreationName=\"Microsoft.SendMailTask\" DTS:Description=\"Sends SMTP mail\" \
         DTS:ObjectName=\"{name}\" {attributes}>\n{elements}<DTS:ObjectData>\n<SendMailTask:SendMailTaskData \
         SendMailTask:SMTPServer=\"{reference}\" \
         xmlns:SendMailTask=\"www.microsoft.com/sqlserver/dts/tasks/sendmailtask\" />\n</DTS:ObjectData>\n\
         </DTS:Executable>\n"
    )
}

pub(super) fn expression(property: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<DTS:PropertyExpression DTS:Name=\"{property}\">{text}</DTS:PropertyExpression>\n")
}

/// A parameter: its name, value and GUID, and whether it is sensitive.
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) id: &'a str,
    pub(super) sensitive: bool,
}

/// Returns a parameter without a GUID, as those of connection managers are.
pub(super) fn parameter<'a>(name: &'a str, value: &'a str) -> Parameter<'a> {
    Parameter { name, value, id: "", sensitive: false }
}

impl Parameter<'_> {
    fn element(&self) -> String {
        let Self { name, value, id, sensitive } = self;
        format!(
            "<SSIS:Parameter SSIS:Name=\"{name}\">\n<SSIS:Properties>\n<SSIS:Property SSIS:Name=\"ID\">{id}\
             </SSIS:Property>\n<SSIS:Property SSIS:Name=\"Sensitive\">{}</SSIS:Property>\n\
             <SSIS:Property SSIS:Name=\"Value\">{value}</SSIS:Property>\n</SSIS:Properties>\n</SSIS:Parameter>\n",
            u8::from(*sensitive)
        )
    }
}

fn elements(parameters: &[Parameter<'_>]) -> String {
    parameters.iter().map(Parameter::element).collect()
}

/// Returns a `Project.params`.
pub(super) fn params(parameters: &[Parameter<'_>]) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<SSIS:Parameters xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\">\n{}</SSIS:Parameters>\n",
        elements(parameters)
    )
}

/// Returns a `@Project.manifest`: the parameters of the connection managers of the project, and those of packages.
pub(super) fn manifest(project: &[Parameter<'_>], packages: &[(&str, &[Parameter<'_>])]) -> String {
    let package = |(name, parameters): &(&str, &[Parameter<'_>])| {
        format!(
            "<SSIS:PackageMetaData SSIS:Name=\"{name}\">\n<SSIS:Parameters>\n{}</SSIS:Parameters>\n</SSIS:PackageMetaData>\n",
            elements(parameters)
        )
    };
    format!(
        "<SSIS:Project xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\">\n<SSIS:DeploymentInfo>\n\
         <SSIS:ProjectConnectionParameters>\n{}</SSIS:ProjectConnectionParameters>\n<SSIS:PackageInfo>\n{}\
         </SSIS:PackageInfo>\n</SSIS:DeploymentInfo>\n</SSIS:Project>\n",
        elements(project),
        packages.iter().map(package).collect::<String>()
    )
}

/// Returns a `.dtproj` with a manifest, and with a configuration that sets parameters: the GUID and the value of each.
pub(super) fn dtproj(manifest: &str, settings: &[(&str, &str)]) -> String {
    let setting = |(id, value): &(&str, &str)| {
        format!(
            "<ConfigurationSetting>\n<Id>{id}</Id>\n<Name>Parameter</Name>\n<Value>{value}</Value>\n</ConfigurationSetting>\n"
        )
    };
    format!(
        "<?xml version=\"1.0\"?>\n<Project>\n<DeploymentModelSpecificContent>\n<Manifest>\n{manifest}</Manifest>\n\
         </DeploymentModelSpecificContent>\n<Configurations>\n<Configuration>\n<Name>Production</Name>\n<Options>\n\
         <ParameterConfigurationValues>\n{}</ParameterConfigurationValues>\n</Options>\n</Configuration>\n\
         </Configurations>\n</Project>\n",
        settings.iter().map(setting).collect::<String>()
    )
}

/// Returns a configuration that a package loads: its type, its string, and the element around it.
pub(super) fn loads(kind: u32, string: &str, attributes: &str) -> String {
    format!(
        "<DTS:Configurations>\n<DTS:Configuration DTS:ConfigurationType=\"{kind}\" \
         DTS:ConfigurationString=\"{}\" {attributes} />\n</DTS:Configurations>\n",
        string.replace('"', "&quot;")
    )
}

/// Returns a `.dtsConfig` that configures properties of connection managers: the name, the property and the value of each.
pub(super) fn configuration_file(values: &[(&str, &str, &str)]) -> String {
    let value = |(manager, property, value): &(&str, &str, &str)| {
        format!(
            "<Configuration Path=\"\\Package.Connections[{manager}].Properties[{property}]\">\
             <ConfiguredValue>{value}</ConfiguredValue></Configuration>\n"
        )
    };
    format!(
        "<?xml version=\"1.0\"?>\n<DTSConfiguration>\n{}</DTSConfiguration>\n",
        values.iter().map(value).collect::<String>()
    )
}
