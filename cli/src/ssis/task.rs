//! Send Mail tasks and the state in which they are stored.

use crate::ssis::facts::{Facts, Task};
use crate::ssis::name;
use crate::ssis::tree::{Element, ElementId};
use crate::ssis::xml::{self, object_property};

/// The tasks of a document.
#[derive(Default)]
pub(super) struct Tasks {
    /// The containers around the last task, outermost first, and the task itself. Each is read once, because a container
    /// with many tasks can have many properties.
    open: Vec<Container>,
}

/// A package, a container, an event handler or a task.
struct Container {
    id: ElementId,
    /// The path of the container, as SSIS writes it in `refId`.
    path: String,
    /// Whether it, or a container around it, is stored as disabled.
    disabled: bool,
    /// Whether an expression sets that at run time.
    conditional: bool,
}

impl Tasks {
    /// Reads an element that may be a Send Mail task. The elements have to be read in the order of the document.
    pub(super) fn read(&mut self, element: Element<'_>, facts: &mut Facts) {
        if !is_task(element) {
            return;
        }
        let reference = data(element).or(Some(element)).and_then(|data| data.attribute("SMTPServer"));
        let reference = reference.as_deref().map(str::trim);
        let Some(Container { path, disabled, conditional, .. }) = self.open(element) else { return };
        facts.tasks.push(Task {
            path: path.clone(),
            place: element.place(),
            reference: reference.filter(|text| !text.is_empty()).map(|text| name::bounded(text.to_owned())),
            disabled: *disabled,
            conditional: *conditional,
            expression_on_reference: has_expression(element, "SmtpConnection"),
        });
    }

    /// Returns the state of a task, and remembers the containers around it.
    fn open(&mut self, element: Element<'_>) -> Option<&Container> {
        let mut chain: Vec<_> = element.ancestors().filter(|element| is_executable(*element)).collect();
        chain.reverse();
        let shared = self.open.iter().zip(&chain).take_while(|(open, element)| open.id == element.id()).count();
        self.open.truncate(shared);
        for element in chain.into_iter().skip(shared) {
            let container = Container::new(self.open.last(), element);
            self.open.push(container);
        }
        self.open.last()
    }
}

impl Container {
    fn new(outer: Option<&Self>, element: Element<'_>) -> Self {
        let is_disabled = object_property(element, "Disabled").as_deref().is_some_and(xml::is_true);
        let outer_path = outer.map_or("", |outer| &outer.path);
        Self {
            id: element.id(),
            path: name::bounded(format!("{outer_path}{}", step(element))),
            disabled: is_disabled || outer.is_some_and(|outer| outer.disabled),
            conditional: has_expression(element, "Disable") || outer.is_some_and(|outer| outer.conditional),
        }
    }
}

/// Returns whether an element is a Send Mail task.
fn is_task(element: Element<'_>) -> bool {
    let is_type = |name| object_property(element, name).is_some_and(|value| is_send_mail(&value));
    match element.name() {
        "Executable" => data(element).is_some() || is_type("CreationName") || is_type("ExecutableType"),
        // Generators write this instead of an `Executable` with a type. Inside `ObjectData` it is the data of a task.
        "SendMailTask" => element.parent().is_some_and(|parent| parent.name() != "ObjectData"),
        _ => false,
    }
}

fn has_expression(element: Element<'_>, property: &str) -> bool {
    xml::expressions(element).any(|(name, _)| name.trim() == property)
}

/// Returns the element with the properties of the task.
fn data(element: Element<'_>) -> Option<Element<'_>> {
    let data = element.child("ObjectData")?;
    data.child("SendMailTaskData").or_else(|| data.child("SendMailTask"))
}

/// Returns whether a type is that of the Send Mail task: `Microsoft.SendMailTask`, or the name of its class with or
/// without its assembly.
fn is_send_mail(name: &str) -> bool {
    let class = name.split(',').next().unwrap_or_default().trim();
    class.rsplit('.').next().is_some_and(|class| class.eq_ignore_ascii_case("SendMailTask"))
}

fn is_executable(element: Element<'_>) -> bool {
    matches!(element.name(), "Executable" | "EventHandler" | "SendMailTask")
}

/// Returns the last part of a path. A `\` in a name is not escaped, because SSIS does not allow it in names.
fn step(element: Element<'_>) -> String {
    let name = |property| name::bounded(object_property(element, property).unwrap_or_default());
    match element.name() {
        "EventHandler" => format!(".EventHandlers[{}]", name("EventName")),
        // SSIS does not use the name of the package.
        _ if element.parent().is_none() => "Package".to_owned(),
        _ => format!("\\{}", name("ObjectName")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssis::file_kind::Kind;
    use crate::ssis::parse;
    use crate::ssis::place::Source;

    /// Returns the tasks of a document, one line each.
    fn tasks(text: &str) -> Vec<String> {
        let source = Source::new(text);
        let document = parse::well_formed(&source);
        let (mut tasks, mut facts) = (Tasks::default(), Facts::new(Kind::Package));
        document.elements().for_each(|element| tasks.read(element, &mut facts));
        let line = |task: Task| {
            let state = match (task.disabled, task.conditional) {
                (true, true) => "disabled, conditional",
                (true, false) => "disabled",
                (false, true) => "conditional",
                (false, false) => "enabled",
            };
            let reference = task.reference.as_deref().unwrap_or("-");
            let uncertain = if task.expression_on_reference { " ?" } else { "" };
            format!("{} {reference}{uncertain} {state}", task.path)
        };
        facts.tasks.into_iter().map(line).collect()
    }

    const DATA: &str = "<ObjectData><SendMailTaskData SMTPServer='{1}'/></ObjectData>";

    #[test]
    fn task_is_recognized_by_its_type_or_data() {
        for task in [
            "<Executable ObjectName='M' CreationName='Microsoft.SendMailTask'/>",
            "<Executable ObjectName='M' ExecutableType='Microsoft.SqlServer.Dts.Tasks.SendMailTask.SendMailTask, X, Version=1'/>",
            "<Executable ObjectName='M' CreationName='microsoft.sendmailtask'/>",
            "<Executable ObjectName='M'><ObjectData><SendMailTaskData/></ObjectData></Executable>",
            "<Executable ObjectName='M'><ObjectData><SendMailTask/></ObjectData></Executable>",
            "<SendMailTask ObjectName='M'/>",
        ] {
            assert_eq!(tasks(&format!("<Executable>{task}</Executable>")), [r"Package\M - enabled"], "{task}");
        }
        for other in [
            "<Executable ObjectName='SendMailTask' CreationName='Microsoft.ScriptTask'/>",
            "<Executable ObjectName='M' CreationName='Acme.SendMailTaskPlus'/>",
            "<Package Id='Package\\SendMailTask'/>",
        ] {
            assert_eq!(tasks(&format!("<Executable>{other}</Executable>")), [""; 0], "{other}");
        }
    }

    #[test]
    fn properties_are_read_in_both_formats() {
        assert_eq!(
            tasks(&format!(
                "<Executable><Executable ObjectName='M' Disabled='True' CreationName='Microsoft.SendMailTask'>{DATA}</Executable></Executable>"
            )),
            [r"Package\M {1} disabled"]
        );
        // Format 3 writes some properties after the data.
        assert_eq!(
            tasks(&format!(
                "<Executable><Executable ExecutableType='a.SendMailTask, b'>{DATA}<Property Name='Disabled'>-1</Property>\
                 <Property Name='ObjectName'>M</Property></Executable></Executable>"
            )),
            [r"Package\M {1} disabled"]
        );
    }

    #[test]
    fn container_and_handler_disable_their_tasks() {
        let task = format!("<Executable ObjectName='M' CreationName='Microsoft.SendMailTask'>{DATA}</Executable>");
        let handler = format!(
            "<Executable><Executables><Executable ObjectName='Loop'><EventHandlers>\
             <EventHandler EventName='OnError' Disabled='1'><Executables>{task}</Executables></EventHandler>\
             </EventHandlers></Executable></Executables></Executable>"
        );
        assert_eq!(tasks(&handler), [r"Package\Loop.EventHandlers[OnError]\M {1} disabled"]);
        let conditional = format!(
            "<Executable><Executable ObjectName='Loop'><PropertyExpression Name='Disable'>@[User::X]</PropertyExpression>\
             {task}</Executable></Executable>"
        );
        assert_eq!(tasks(&conditional), [r"Package\Loop\M {1} conditional"]);
    }

    #[test]
    fn expression_on_the_reference_is_noted() {
        let task = "<Executable><Executable ObjectName='M' CreationName='Microsoft.SendMailTask'>\
                    <PropertyExpression Name='SmtpConnection'>@[User::X]</PropertyExpression></Executable></Executable>";
        assert_eq!(tasks(task), [r"Package\M - ? enabled"]);
    }
}
